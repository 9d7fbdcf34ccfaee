#!/bin/bash
# A computer of its own for tests: systemd as its first process, in namespaces of its own, on top of this
# machine's root, which it cannot change. All of it is gone with its first process.
# Arguments: a folder of cgroup2 to make, one to show as /opt/outlive, the node to show there.
set -eu
mkdir "$1"
echo $$ >"$1/cgroup.procs"
export product=$2 node=$3
exec unshare --mount --uts --ipc --net --cgroup --pid --fork --kill-child --propagation private bash -c '
set -eu
base=/mnt
mount -t tmpfs -o mode=755 tmpfs $base
mkdir $base/upper $base/work $base/root
# What this machine would start at boot is not there (a device 0:0 hides what lies below it).
for wants in /usr/lib/systemd/system/*.wants /etc/systemd/system/*.wants; do
  [ -e "$wants" ] || continue
  mkdir -p $base/upper${wants%/*}
  mknod $base/upper$wants c 0 0
done
mount -t overlay -o lowerdir=/,upperdir=$base/upper,workdir=$base/work overlay $base/root
cd $base/root
mount -t proc proc proc
mount -t sysfs -o ro sysfs sys
mount -t cgroup2 cgroup2 sys/fs/cgroup
mount -t tmpfs -o mode=755 tmpfs dev
mkdir dev/pts dev/shm
for device in null zero full random urandom tty; do
  touch dev/$device
  mount --bind /dev/$device dev/$device
done
mount -t devpts -o newinstance,ptmxmode=0666,mode=620,gid=5 devpts dev/pts
mount -t tmpfs -o mode=1777 tmpfs dev/shm
ln -s pts/ptmx dev/ptmx
ln -s /proc/self/fd dev/fd
mount -t tmpfs -o mode=755 tmpfs run
mkdir -p run/systemd/system
printf "[Unit]\nWants=dbus.socket systemd-logind.service\n" >run/systemd/system/test.target
rm -rf var/lib/systemd/linger etc/systemd/logind.conf.d
mkdir -p opt/outlive etc/systemd/logind.conf.d
mount --bind "$product" opt/outlive
touch opt/node
mount --bind "$node" opt/node
printf "#!/bin/sh\nexec /opt/node /opt/outlive/cli/main.js \"\$@\"\n" >usr/local/bin/outlive
chmod 755 usr/local/bin/outlive
pivot_root . mnt
cd /
umount -l /mnt
ip link set lo up
id ada >/dev/null 2>&1 || useradd --create-home --shell /bin/bash ada
exec env -i container=test PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
  /lib/systemd/systemd --system --unit=test.target --log-target=console --show-status=no \
  </dev/null >/run/console.log 2>&1
'
