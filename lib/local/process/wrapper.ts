/**
 * The small program under which each attempt runs, in POSIX sh: a shell is there on every machine and starts in a
 * millisecond. It leads a process group of its own.
 *
 * Arguments: the attempt's folder, the bytes of output kept live, the bytes kept of the end, the task's PATH (`=` and
 * the value, empty when it has none), then the command.
 *
 * - The claim is made by one exclusive open that no two wrappers can win, and names who won it (process id and start
 *   time), so there is no moment at which an attempt runs and nobody can say where.
 * - TERM, INT and HUP are ignored by everything but the command, so that a signal to the group ends the command while
 *   its exit is still recorded and its last output still read.
 * - `exit` is written when the command itself ends. What it leaves in the group gets TERM at once and KILL two seconds
 *   later; the last act of the wrapper is to kill its own group, which it leads.
 * - `dd` reads the output rather than `head`, which holds small writes back when it writes to a file. Output beyond the
 *   limit is read by `tail`, so a task that prints without end is never blocked and never fills the disk.
 * - Where `exit` cannot be written (a full disk), the wrapper's own status tells whoever started it.
 */
export const WRAPPER = `
trap '' TERM INT HUP
umask 022
dir=$1 head=$2 tail=$3 path=$4
shift 4
PATH=/usr/bin:/bin

start_of() { shift 19; start=$1; }
if read -r stat </proc/$$/stat; then
  start_of \${stat##*) }
  read -r boot </proc/sys/kernel/random/boot_id && start=$start@$boot
else
  start=$(LC_ALL=C ps -o lstart= -p $$)
fi 2>/dev/null
set -C
if ! { printf '%s %s\\n' $$ "$start" >"$dir/claim"; } 2>/dev/null; then
  [ -s "$dir/claim" ] && exit 75
  exit 74
fi
set +C

keep_output() {
  size=0
  while [ $((head - size)) -gt 0 ]; do
    block=8192
    [ $((head - size)) -ge $block ] || block=$((head - size))
    blocks=$(((head - size) / block))
    [ $blocks -le 256 ] || blocks=256
    records=$(LC_ALL=C dd bs=$block count=$blocks 2>&1 >>"$dir/log") || { cat >/dev/null; return; }
    # dd may warn of partial reads before it counts: FULL+PARTIAL records in.
    records=\${records%% records in*}
    records=\${records##*[!0-9+]}
    [ $(($records)) -eq $blocks ] || { cat >/dev/null; return; }
    size=$(($(wc -c <"$dir/log")))
  done
  if tail -c "$tail" >"$dir/log.tail" && [ -s "$dir/log.tail" ]; then
    printf '\\n[myelin: output beyond %s bytes is cut here, its last %s bytes are in log.tail]\\n' "$size" "$tail" >>"$dir/log"
  else
    rm -f "$dir/log.tail"
  fi
} 2>/dev/null

code=$(
  {
    {
      # The shell's own words about a job that was killed are not the task's output.
      exec 4>&2 2>/dev/null
      (
        exec 2>&4 4>&-
        trap - TERM INT HUP
        case $path in
          =*) PATH=\${path#=} ;;
          *) unset PATH ;;
        esac
        exec "$@"
      ) </dev/null 3>&-
      code=$?
      case $code in
        126 | 127) (PATH=\${path#=}; command -v -- "$1") >/dev/null 2>&1 ||
          printf 'myelin: the command %s was not found or cannot be executed\\n' "$1" ;;
        137) printf 'myelin: the command was killed (signal 9)\\n' ;;
      esac
      printf '%s\\n' $code >"$dir/exit.part" && mv -f "$dir/exit.part" "$dir/exit"
      kill -s TERM -- -$$
      (sleep 2; kill -s KILL -- -$$) >/dev/null 3>&- 4>&- &
      echo $code >&3
    } 2>&1 | keep_output 3>&-
  } 3>&1
)
sync "$dir/exit" "$dir" 2>/dev/null
[ ! -s "$dir/exit" ] || kill -s KILL -- -$$
exit "$code"
`;

/** Status of a wrapper that could not write its claim. */
export const CLAIM_UNWRITABLE = 74;

/** Status of a wrapper that found the attempt claimed by another. */
export const CLAIMED_BY_ANOTHER = 75;
