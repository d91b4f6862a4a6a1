"""The search server that the benches use: the one of NETPATROL_TEST_ELASTICSEARCH."""

import sys
from urllib.parse import urlsplit

from elasticsearch import Elasticsearch

from config.settings import read_environment


def reach_server() -> tuple[str, Elasticsearch]:
    """The server's address and its administrator's client; where none is named the bench ends with a line."""
    address = read_environment().test_elasticsearch_url
    if address is None:
        sys.exit('first: export NETPATROL_TEST_ELASTICSEARCH="$(deploy/elasticsearch-test.sh start)"')
    parts = urlsplit(address)
    url = f"{parts.scheme}://{parts.hostname}:{parts.port}"
    return url, Elasticsearch(url, basic_auth=(parts.username or "", parts.password or ""))
