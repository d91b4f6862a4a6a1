"""老和批发 (laohe.localhost): an old wholesale site in GBK, with tables, frames and price ladders."""
