#!/usr/bin/env bash
# The Debian package on a fresh Debian: installed, set up, served, backed up, and put back elsewhere, with equal figures.
#
#   try.sh PACKAGE.deb [DEBIAN]     as root; DEBIAN is a folder that debootstrap has filled, or is filled now
#
# Needs debootstrap. There is no systemd in the folder: the server is started as the service's user with its settings.
set -euo pipefail
shopt -s inherit_errexit

package=$(realpath "$1")
repository=$(dirname "$(realpath "${BASH_SOURCE[0]}")")/../..
debian=${2:-$(mktemp -d)/debian}
[[ -x $debian/usr/bin/apt-get ]] || debootstrap --variant=minbase bookworm "$debian" >/dev/null
mkdir -p "$debian/root/try"
cp "$package" "$debian/root/try/lagesbild.deb"
cp "$repository"/server/demo/{organisationer,enheter-ostermalm-2022,svar-ostermalm-2022}.csv "$debian/root/try/"
cp "$repository/app/enkat/2022/vbe-stadsdel.json" "$debian/root/try/"

cat >"$debian/root/try/inside.sh" <<'INSIDE'
set -euo pipefail
cd /root/try
export DEBIAN_FRONTEND=noninteractive
apt-get install --yes --quiet=2 --no-install-recommends ./lagesbild.deb curl >/dev/null
test -e /usr/share/man/man1/lagesbild.1.gz -o -e /usr/share/man/man1/lagesbild.1
test "$(stat -c '%U:%G %a' /etc/lagesbild/lagesbild.env)" = "root:lagesbild 640"
# What systemd makes for the service.
install -d -o lagesbild -g lagesbild -m 700 /var/lib/lagesbild /var/lib/lagesbild-keys /var/lib/lagesbild-copies /srv/elsewhere
chmod -R a+rX /root /root/try

lagesbild-admin import organisations /root/try/organisationer.csv
lagesbild-admin import units /root/try/enheter-ostermalm-2022.csv
lagesbild-admin import questionnaire /root/try/vbe-stadsdel.json
lagesbild-admin questionnaire publish vbe-stadsdel
lagesbild-admin round create --year 2022 --opens 2022-09-15 --closes 2022-10-31
lagesbild-admin round open 2022 >/dev/null
lagesbild-admin import responses --round 2022 --organisation ostermalm /root/try/svar-ostermalm-2022.csv
lagesbild-admin export indicators --round 2022 >before.csv
lagesbild-admin export rates --round 2022 >>before.csv

lagesbild-admin serve 2>served.log >/dev/null &
server=$!
trap 'kill $server' EXIT
for _ in $(seq 100); do curl -fs http://127.0.0.1:3000/readyz >/dev/null && break; sleep 0.1; done
curl -fs http://127.0.0.1:3000/logga-in | grep "Logga in" >/dev/null
curl -fs http://127.0.0.1:3000/metrics | grep '^lagesbild_database_up 1' >/dev/null
lagesbild-admin backup --verify /var/lib/lagesbild/kopia.db
printf 'en lång lösenfras\n' | lagesbild-admin keys backup /var/lib/lagesbild/nycklar
for _ in $(seq 600); do ls /var/lib/lagesbild-copies/lagesbild-*.db >/dev/null 2>&1 && break; sleep 0.1; done
ls /var/lib/lagesbild-copies/lagesbild-*.db >/dev/null
trap - EXIT
kill $server
wait $server

# Elsewhere: another folder, keys from their copy.
sed -i 's|/var/lib/lagesbild/lagesbild.db|/srv/elsewhere/lagesbild.db|; s|/var/lib/lagesbild-keys|/srv/elsewhere/keys|' /etc/lagesbild/lagesbild.env
printf 'en lång lösenfras\n' | lagesbild-admin keys restore /var/lib/lagesbild/nycklar
lagesbild-admin restore /var/lib/lagesbild/kopia.db
lagesbild-admin export indicators --round 2022 >after.csv
lagesbild-admin export rates --round 2022 >>after.csv
cmp before.csv after.csv
lagesbild-admin doctor || test $? = 1
echo "figures that are equal: $(wc -l <before.csv) lines"
INSIDE
mount --bind /proc "$debian/proc"
trap 'umount "$debian/proc"' EXIT
chroot "$debian" bash /root/try/inside.sh
