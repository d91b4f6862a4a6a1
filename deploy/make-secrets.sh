#!/usr/bin/env bash
# Makes what compose.yaml needs in FOLDER (deploy/secrets when not given): a CA, certificates, passwords. What is there
# is left alone, so it can be run again, and a file that is deleted is made anew.
#
#   deploy/make-secrets.sh [FOLDER] [HOST…]      HOST: further names of this machine for the certificates
#
# Files belong to who runs it and are readable by the owner only; those that a container reads as another user are
# given to that user when this runs as root (1000 netpatrol, Elasticsearch and Kibana; 999 PostgreSQL and Redis).
set -euo pipefail
umask 077
folder="${1:-$(dirname "$0")/secrets}"
shift || true
command -v openssl >/dev/null || { echo "make-secrets: openssl is missing; apt-get install openssl" >&2; exit 1; }
mkdir -p "$folder"
cd "$folder"

names="DNS:localhost,IP:127.0.0.1"
for host in "$@"; do names="$names,DNS:$host"; done

make_password() { [ -s "$1" ] || openssl rand -hex 24 >"$1"; }

make_ca() {
    [ -s ca.crt ] && return
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -sha256 -days 3650 -subj "/CN=netpatrol CA" \
        -addext "basicConstraints=critical,CA:TRUE" -addext "keyUsage=critical,keyCertSign,cRLSign" \
        -keyout ca.key -out ca.crt 2>/dev/null
}

make_certificate() { # make_certificate NAME: for the service NAME and this machine, 825 days
    [ -s "$1.crt" ] && return
    openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -sha256 -subj "/CN=$1" \
        -addext "subjectAltName=DNS:$1,$names" -addext "extendedKeyUsage=serverAuth,clientAuth" \
        -keyout "$1.key" -out "$1.csr" 2>/dev/null
    openssl x509 -req -in "$1.csr" -CA ca.crt -CAkey ca.key -CAcreateserial -days 825 -sha256 -copy_extensions copyall \
        -out "$1.crt" 2>/dev/null
    rm "$1.csr"
}

make_kibana_settings() { # Kibana reads passwords from no file of its own, so the whole file is the secret
    [ -s kibana.yml ] && return
    cat >kibana.yml <<YML
server.host: 0.0.0.0
server.ssl.enabled: true
server.ssl.certificate: /usr/share/kibana/config/kibana.crt
server.ssl.key: /usr/share/kibana/config/kibana.key
elasticsearch.hosts: ["https://elasticsearch:9200"]
elasticsearch.username: kibana_system
elasticsearch.password: "$(cat kibana_password)"
elasticsearch.ssl.certificateAuthorities: [/usr/share/kibana/config/ca.crt]
xpack.encryptedSavedObjects.encryptionKey: "$(openssl rand -hex 32)"
xpack.security.encryptionKey: "$(openssl rand -hex 32)"
xpack.reporting.encryptionKey: "$(openssl rand -hex 32)"
telemetry.optIn: false
YML
}

give() { # give USER FILE…
    [ "$(id -u)" = 0 ] || return 0
    chown "$@"
}

for password in elastic_password kibana_password postgres_password redis_password; do make_password "$password"; done
make_ca
for service in elasticsearch kibana postgres redis; do make_certificate "$service"; done
make_kibana_settings
[ -s redis.conf ] || cat >redis.conf <<CONF
requirepass $(cat redis_password)
port 0
tls-port 6379
tls-cert-file /run/secrets/redis.crt
tls-key-file /run/secrets/redis.key
tls-ca-cert-file /run/secrets/ca.crt
tls-auth-clients no
maxmemory 400mb
maxmemory-policy noeviction
save ""
appendonly no
CONF
[ -s admin ] || printf 'elastic:%s\n' "$(cat elastic_password)" >admin # for netpatrol index bootstrap --admin
give 1000 admin elasticsearch.key elasticsearch.crt elastic_password kibana_password kibana.key kibana.crt kibana.yml
give 999 postgres.key postgres.crt postgres_password redis.key redis.crt redis.conf redis_password
chmod 644 ca.crt
echo "make-secrets: $(pwd)" >&2
