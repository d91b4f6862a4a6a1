"""stub"""
PAGES: dict = {}
def recognise(page, purpose):
    return purpose
