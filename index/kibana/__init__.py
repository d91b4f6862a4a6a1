"""What Kibana shows of the indices: declared in `objects.yaml`, written as saved objects, loaded by API."""
