#!/bin/sh
# Installs the Debian packages that netpatrol needs and that are not there yet: `run` or `test`.
set -eu
need=""
want() { # want COMMAND PACKAGE…
    command -v "$1" >/dev/null 2>&1 || { shift; need="$need $*"; }
}
# Chromium's headless shell draws the same pages for half the processor time, so it is put beside another browser, too.
wish=""
for browser in chromium chromium-browser google-chrome chrome; do
    command -v "$browser" >/dev/null 2>&1 && wish=chromium-headless-shell
done
[ -n "$wish" ] || want chromium-headless-shell chromium-headless-shell
command -v chromium-headless-shell >/dev/null 2>&1 && wish=""
want tesseract tesseract-ocr tesseract-ocr-chi-sim
tesseract --list-langs 2>/dev/null | grep -q '^chi_sim$' || need="$need tesseract-ocr tesseract-ocr-chi-sim"
fc-list ':lang=zh-cn' 2>/dev/null | grep -q . || need="$need fontconfig fonts-noto-cjk"
want python3.11 python3
python3 -c 'import ensurepip, venv' 2>/dev/null || need="$need python3-venv"
if [ "${1:-run}" = test ]; then
    want java openjdk-17-jre-headless
    want mvn maven
    want unzip unzip
    want softhsm2-util softhsm2
    want redis-server redis-server
    want npm npm
    ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || want initdb postgresql
fi
may_install() {
    command -v apt-get >/dev/null 2>&1 && { [ "$(id -u)" -eq 0 ] || sudo -n true 2>/dev/null; }
}
if [ -z "$need" ]; then
    [ -n "$wish" ] && may_install || exit 0
fi
if ! command -v apt-get >/dev/null 2>&1; then
    echo "please install with your package manager (Debian names):$need; see docs/development.md" >&2
    exit 3
fi
root=""
if [ "$(id -u)" -ne 0 ]; then
    if ! command -v sudo >/dev/null 2>&1 || ! sudo -n true 2>/dev/null && ! [ -t 0 ]; then
        echo "not allowed to install packages; ask an administrator for: apt-get install$need" >&2
        exit 3
    fi
    root=sudo
fi
install() {
    echo "installing system packages: $*"
    DEBIAN_FRONTEND=noninteractive $root apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}
$root apt-get update -qq || [ -z "$need" ]
# shellcheck disable=SC2086
[ -z "$need" ] || install $need
[ -z "$wish" ] || install $wish || echo "$wish could not be installed; the browser that is there is used" >&2
