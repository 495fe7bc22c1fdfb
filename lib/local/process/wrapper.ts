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
 * - The command is looked for before it is executed, so that its log has no words of a shell.
 * - Its own variables begin with `_`, so that none of the task's environment is another by it.
 * - Where `exit` cannot be written (a full disk), the wrapper's own status tells whoever started it.
 */
export const WRAPPER = `
trap '' TERM INT HUP
umask 022
_dir=$1 _head=$2 _tail=$3 _path=$4
shift 4
PATH=/usr/bin:/bin

start_of() { shift 19; _start=$1; }
if read -r _stat </proc/$$/stat; then
  start_of \${_stat##*) }
  read -r _boot </proc/sys/kernel/random/boot_id && _start=$_start@$_boot
else
  _start=$(LC_ALL=C ps -o lstart= -p $$)
fi 2>/dev/null
set -C
if ! { printf '%s %s\\n' $$ "$_start" >"$_dir/claim"; } 2>/dev/null; then
  [ -s "$_dir/claim" ] && exit 75
  exit 74
fi
set +C

keep_output() {
  _size=0
  while [ $((_head - _size)) -gt 0 ]; do
    _block=8192
    [ $((_head - _size)) -ge $_block ] || _block=$((_head - _size))
    _blocks=$(((_head - _size) / _block))
    [ $_blocks -le 256 ] || _blocks=256
    _records=$(LC_ALL=C dd bs=$_block count=$_blocks 2>&1 >>"$_dir/log") || { cat >/dev/null; return; }
    # dd may warn of partial reads before it counts: FULL+PARTIAL records in.
    _records=\${_records%% records in*}
    _records=\${_records##*[!0-9+]}
    [ $(($_records)) -eq $_blocks ] || { cat >/dev/null; return; }
    _size=$(($(wc -c <"$_dir/log")))
  done
  if tail -c "$_tail" >"$_dir/log.tail" && [ -s "$_dir/log.tail" ]; then
    printf '\\n[myelin: output beyond %s bytes is cut here, its last %s bytes are in log.tail]\\n' "$_size" "$_tail" >>"$_dir/log"
  else
    rm -f "$_dir/log.tail"
  fi
} 2>/dev/null

# Ends with 127 where the task's PATH has no such program, with 126 where it may not be executed: the words in which a
# shell says so name this file, of which the task knows nothing.
look_for() {
  _why='was not found or cannot be executed' _code=127
  case $1 in
    */*) may_run "$1" && return ;;
    *)
      [ -n "\${PATH+set}" ] || return 0
      _fields=$IFS _folders=$PATH: IFS=:
      set -f
      for _folder in $_folders; do
        may_run "\${_folder:-.}/$1" && break
      done
      set +f
      IFS=$_fields
      [ $_code -ne 0 ] || return 0 ;;
  esac
  printf 'myelin: the command %s %s\\n' "$1" "$_why"
  exit $_code
}
may_run() {
  [ -e "$1" ] || return 1
  if [ -x "$1" ] && [ ! -d "$1" ]; then
    _code=0
    return 0
  fi
  _why='cannot be executed: permission denied' _code=126
  return 1
}

_code=$(
  {
    {
      # The shell's own words about a job that was killed are not the task's output.
      exec 4>&2 2>/dev/null
      (
        exec 2>&4 4>&-
        trap - TERM INT HUP
        case $_path in
          =*) PATH=\${_path#=} ;;
          *) unset PATH ;;
        esac
        look_for "$1"
        exec "$@"
      ) </dev/null 3>&-
      _code=$?
      [ $_code -ne 137 ] || printf 'myelin: the command was killed (signal 9)\\n'
      printf '%s\\n' $_code >"$_dir/exit.part" && mv -f "$_dir/exit.part" "$_dir/exit"
      kill -s TERM -- -$$
      (sleep 2; kill -s KILL -- -$$) >/dev/null 3>&- 4>&- &
      echo $_code >&3
    } 2>&1 | keep_output 3>&-
  } 3>&1
)
# With no exit to record nothing is waited for: the KILL that is under way to the group would take the status with it.
[ -s "$_dir/exit" ] || exit "$_code"
sync "$_dir/exit" "$_dir" 2>/dev/null
kill -s KILL -- -$$
`;

/** Status of a wrapper that could not write its claim. */
export const CLAIM_UNWRITABLE = 74;

/** Status of a wrapper that found the attempt claimed by another. */
export const CLAIMED_BY_ANOTHER = 75;
