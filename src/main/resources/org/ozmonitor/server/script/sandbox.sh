# Builds the world of one script and runs it there. Called in new user, mount, network, process, IPC and host name
# namespaces, as the root of that user namespace, which outside is a user that owns nothing.
# $1 bytes of address space, $2 bytes of data, $3 seconds of CPU time, all of one process; $4 how many paths to hide, which
# follow; then the command.
set -eu
address_space=$1 data=$2 cpu=$3 hidden=$4
shift 4
root=/tmp
mount -t tmpfs -o size=1m,mode=755,nosuid,nodev sandbox $root
mkdir $root/proc $root/tmp $root/dev $root/etc $root/old
# Programs and their libraries, nothing else: what is not listed here does not exist.
for name in usr bin sbin lib lib32 lib64 libx32; do
  if [ -L /$name ]; then
    cp -P /$name $root/$name
  elif [ -d /$name ]; then
    mkdir $root/$name
    mount --rbind /$name $root/$name
    mount -o remount,bind,ro,nosuid,nodev $root/$name
  fi
done
for name in ld.so.cache alternatives localtime; do
  [ ! -e /etc/$name ] || cp -RP /etc/$name $root/etc/
done
echo "script:x:65534:65534::/tmp:/bin/sh" >$root/etc/passwd
for name in null zero full random urandom; do
  : >$root/dev/$name
  mount --bind /dev/$name $root/dev/$name
done
ln -s /proc/self/fd $root/dev/fd
ln -s fd/0 $root/dev/stdin
ln -s fd/1 $root/dev/stdout
ln -s fd/2 $root/dev/stderr
while [ "$hidden" -gt 0 ]; do
  if [ -d "$root$1" ]; then
    mount -t tmpfs -o ro,size=4k,mode=755 hidden "$root$1"
  elif [ -e "$root$1" ]; then
    mount --bind /dev/null "$root$1"
  fi
  shift
  hidden=$((hidden - 1))
done
mount -t proc -o nosuid,nodev,noexec proc $root/proc
mount -t tmpfs -o size=16m,mode=1777,nosuid,nodev tmp $root/tmp
cd $root
pivot_root . old
cd /
umount -l /old
mount -o remount,bind,ro,nosuid,nodev /
# One more user namespace for the script itself, so that it is nobody's root, and none for the script to make.
echo 1 >/proc/sys/user/max_user_namespaces
cd /tmp
set +e
env -i PATH=/usr/local/bin:/usr/bin:/bin HOME=/tmp LANG=C.UTF-8 \
  prlimit --as="$address_space" --data="$data" --cpu="$cpu" --nproc=32 --fsize=16777216 --nofile=256 --core=0 \
  unshare --user --map-user=65534 --map-group=65534 \
  setpriv --no-new-privs -- "$@"
exit $?
