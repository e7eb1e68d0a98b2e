package io.github.gpfailover.internal;

/**
 * Exists because what a job does on its host is told by fixed texts only, and the simulator must know exactly the same texts.
 *
 * <p>Each is run as {@code sh -c TEXT NAME PARAMETER…}, in the home directory, by any POSIX shell. What is known of a job stands in
 * symbolic links of its directory, because a link comes into being with its value, in one step, and for one maker only:
 * {@code command} (what was to run), {@code claim} (which runner runs it, or {@code cancelled}), {@code program} (its process) and
 * {@code exit} (its exit status and hundredths of a second). {@code out} and {@code err} are files.
 */
public final class JobScripts {

    /** How a runner is known in the process table, with the job's id behind it. */
    public static final String RUNNER_NAME = "gp-failover-job-";

    // Names begin with gpfj_ in what becomes the program's environment: a variable of the command must not be
    // overwritten.
    /** Becomes the program. Parameters: job's directory, umask, runner's pid, PATH, the program and its arguments. */
    public static final String PROGRAM = """
            gpfj_s=$(cat "/proc/$$/stat" 2>/dev/null)
            gpfj_f() { shift 19; printf %s "$1"; }
            gpfj_s=$(gpfj_f ${gpfj_s##*) } 2>/dev/null)
            ln -s "$$-${gpfj_s:-none}" "$1/program" || exit 125
            kill -0 "$3" || exit 125
            echo begun >&3
            exec 3>&-
            umask "$2"
            PATH=$4
            unset gpfj_s
            shift 4
            exec "$@"
            """;

    /**
     * Claims the job, has it run and writes its end. Parameters: job's directory, input file, umask, PATH, {@link #PROGRAM}, the
     * program and its arguments. What it starts tells {@code begun} on descriptor 3.
     */
    public static final String RUNNER = """
            gpfj_d=$1 gpfj_m=$3 gpfj_p=$4 gpfj_w=$5
            exec <"$2" || exit 1
            exec 4>>"$gpfj_d/out" 5>>"$gpfj_d/err" || exit 1
            ln -s "$$@$(uname -n)" "$gpfj_d/claim" || exit 1
            rm -f -- "$gpfj_d"/stdin.*
            shift 5
            gpfj_now() {
              if read -r gpfj_u gpfj_x </proc/uptime; then echo "${gpfj_u%.*}${gpfj_u#*.}"; else echo "$(date +%s)00"; fi
            }
            gpfj_t=$(gpfj_now)
            setsid sh -c "$gpfj_w" gp-failover-run "$gpfj_d" "$gpfj_m" "$$" "$gpfj_p" "$@" >&4 2>&5 4>&- 5>&-
            gpfj_s=$?
            [ -h "$gpfj_d/program" ] || exit 1
            gpfj_t=$(($(gpfj_now) - gpfj_t))
            [ "$gpfj_t" -ge 0 ] || gpfj_t=0
            until ln -s "$gpfj_s-$gpfj_t" "$gpfj_d/exit"; do
              [ -d "$gpfj_d" ] && [ ! -e "$gpfj_d/exit" ] && [ ! -h "$gpfj_d/exit" ] || exit 1
              sleep 1
            done
            """;

    /**
     * Starts a job. Parameters: directory of all jobs, id, digest of the command, {@code input} or {@code none}, {@link #RUNNER},
     * {@link #PROGRAM}, the program and its arguments. Prints {@code start=started}, {@code start=found}, {@code start=other}
     * or {@code start=cut}; says on standard error why it could do none of it. Its standard input, if any, is the number of bytes, a
     * newline and the bytes, for a line that breaks looks like the end of the input.
     */
    public static final String START = """
            gpfj_m=$(umask) gpfj_p=$PATH gpfj_i=/dev/null
            gpfj_d=$1/$2 gpfj_n=$2 gpfj_c=$3 gpfj_k=$4 gpfj_r=$5
            PATH=$PATH:/usr/bin:/bin
            umask 077
            for gpfj_x in setsid readlink ps awk uname base64; do
              command -v "$gpfj_x" >/dev/null || { echo "there is no program $gpfj_x" >&2; exit 1; }
            done
            mkdir -p -- "$1" || exit 1
            mkdir -- "$gpfj_d" 2>/dev/null || [ -d "$gpfj_d" ] || { echo "no directory $gpfj_d can be made" >&2; exit 1; }
            [ -h "$gpfj_d/command" ] || ln -s "$gpfj_c" "$gpfj_d/command" 2>/dev/null
            gpfj_x=$(readlink "$gpfj_d/command") || { echo "no link $gpfj_d/command can be made" >&2; exit 1; }
            [ "$gpfj_x" = "$gpfj_c" ] || { echo start=other; exit 0; }
            if [ -h "$gpfj_d/claim" ]; then echo start=found; exit 0; fi
            if [ "$gpfj_k" = input ]; then
              gpfj_i=$gpfj_d/stdin.$$
              read -r gpfj_l || gpfj_l=cut
              case $gpfj_l in '' | *[!0-9]*) echo start=cut; exit 0 ;; esac
              trap 'rm -f -- "$gpfj_i"; exit 1' HUP INT TERM
              rm -f -- "$gpfj_i"
              (set -C; head -c "$gpfj_l" >"$gpfj_i") || { rm -f -- "$gpfj_i"; exit 1; }
              # Whoever claimed the job meanwhile removed the input of the others.
              if [ "$(wc -c 2>/dev/null <"$gpfj_i")" -eq "$gpfj_l" ] 2>/dev/null; then :; else
                rm -f -- "$gpfj_i"
                if [ -h "$gpfj_d/claim" ]; then echo start=found; else echo start=cut; fi
                exit 0
              fi
            fi
            shift 5
            set -- "$gpfj_r" "$RUNNER_NAME$gpfj_n" "$gpfj_d" "$gpfj_i" "$gpfj_m" "$gpfj_p" "$@"
            if setsid -f true 2>/dev/null; then
              gpfj_x=$(setsid -f sh -c "$@" 3>&1 >/dev/null 2>&1 </dev/null | { read -r gpfj_x; echo "$gpfj_x"; })
            else
              gpfj_x=$({ (trap - INT QUIT; exec setsid sh -c "$@") 3>&1 >/dev/null 2>&1 </dev/null & } | { read -r gpfj_x; echo "$gpfj_x"; })
            fi
            [ "$gpfj_x" = begun ] && { echo start=started; exit 0; }
            [ "$gpfj_i" = /dev/null ] || rm -f -- "$gpfj_i"
            if [ -h "$gpfj_d/claim" ]; then echo start=found; exit 0; fi
            echo "nothing can be started or written in $gpfj_d" >&2
            exit 1
            """.replace("$RUNNER_NAME", RUNNER_NAME);

    // Takes the directory and the id; look() finds out the state, tell() prints it. The end is looked for after the
    // process is found
    // gone, not before it: the runner may have written it in between.
    private static final String LOOK = """
            PATH=$PATH:/usr/bin:/bin
            LC_ALL=C
            export LC_ALL
            unset COLUMNS
            umask 077
            id=$2 d=$1/$2
            number() { case $1 in '' | *[!0-9]*) return 1 ;; esac; }
            value() {
              v=
              if [ -h "$d/$1" ]; then v=$(readlink "$d/$1"); elif [ -e "$d/$1" ]; then state=foreign detail=$1; return 1; fi
            }
            now() {
              if read -r up rest </proc/uptime; then echo "${up%.*}${up#*.}"; else echo "$(date +%s)00"; fi 2>/dev/null
            }
            stamp() {
              s=$(cat "/proc/$1/stat" 2>/dev/null) || return 1
              field() { shift 19; echo "$1"; }
              field ${s##*) }
            }
            members() {
              l=$(ps -A -o sid= -o pid= -o stat= 2>/dev/null) && [ -n "$l" ] || return 1
              printf '%s\\n' "$l" | awk -v s="$1" '$1 == s && $3 !~ /^Z/ { print $2 }'
            }
            ended() {
              value exit || return 0
              [ -n "$v" ] || return 1
              code=${v%%-*} took=${v#*-} state=ended
              if [ "$code" = "$v" ] || ! number "$code" || ! number "$took"; then state=foreign detail=exit; fi
            }
            look() {
              pid= code= took= detail= claim= state=unknown
              if [ ! -d "$d" ]; then
                if [ -e "$d" ] || [ -h "$d" ]; then state=foreign; detail=$id; return; fi
                if [ -d "$1" ] && [ ! -x "$1" ]; then return; fi
                state=absent
                return
              fi
              if [ ! -r "$d" ] || [ ! -x "$d" ]; then return; fi
              value claim || return
              claim=$v
              ended && return
              case $claim in
                '') state=starting; return ;;
                cancelled) state=cancelled; return ;;
              esac
              runner=${claim%%@*}
              if ! number "$runner" || [ "$runner" = "$claim" ]; then state=foreign; detail=claim; return; fi
              value program || return
              pid=${v%%-*} born=${v#*-}
              if [ -n "$v" ] && ! number "$pid"; then pid=; state=foreign; detail=program; return; fi
              [ "${claim#*@}" = "$(uname -n)" ] || return
              args=$(ps -o args= -p "$runner" 2>/dev/null)
              found=$?
              case "$args " in
                *" $RUNNER_NAME$id "*) if [ -n "$pid" ]; then state=running; else state=starting; fi ;;
                *)
                  [ "$found" -le 1 ] && ps -p $$ >/dev/null 2>&1 || return
                  ended && return
                  if [ -z "$pid" ]; then state=broken; return; fi
                  left=$(members "$pid") || return
                  if [ -z "$left" ]; then pid=; state=broken; return; fi
                  [ "$born" != none ] && there=$(stamp "$pid") || return
                  if [ "$there" = "$born" ]; then state=running; else pid=; state=broken; fi
                  ;;
              esac
              if ended; then return; fi
            }
            size() {
              if [ -f "$d/$1" ]; then wc -c <"$d/$1" | tr -d ' '; else echo 0; fi
            }
            tell() {
              [ "$state" = running ] || pid=
              [ "$state" = ended ] || code= took=
              printf 'id=%s\\nstate=%s\\n' "$id" "$state"
              printf 'detail=%s\\n' "$(printf %s "$detail" | tr -c 'A-Za-z0-9._-' '?')"
              printf 'pid=%s\\nexit=%s\\ntook=%s\\nstdout=%s\\nstderr=%s\\nend\\n' "$pid" "$code" "$took" "$(size out)" "$(size err)"
            }
            """.replace("$RUNNER_NAME", RUNNER_NAME);

    /** Tells a job's state. Parameters: directory of all jobs, id. */
    public static final String STATUS = LOOK + "look \"$1\"\ntell\n";

    /**
     * Ends a job, or keeps it from ever running. Parameters: directory of all jobs, id, hundredths of a second between asking and
     * killing. Prints what {@link #STATUS} prints.
     */
    public static final String END = LOOK + """
            look "$1"
            if [ "$state" = starting ] && [ -z "$claim" ]; then
              ln -s cancelled "$d/claim" 2>/dev/null && rm -f -- "$d"/stdin.*
              look "$1"
            fi
            asked= session=
            until=$(($(now) + $3))
            while :; do
              case $state in
                running) session=$pid ;;
                starting) ;;
                *) [ -n "$session" ] || break ;;
              esac
              time=$(now)
              if [ -n "$session" ]; then
                left=$(members "$session") || break
                if [ -z "$left" ] && [ "$state" != running ]; then break; fi
                if [ "$time" -ge "$until" ]; then
                  [ -z "$left" ] || kill -KILL $left 2>/dev/null
                elif [ -z "$asked" ]; then
                  asked=yes
                  [ -z "$left" ] || kill -TERM $left 2>/dev/null
                fi
              fi
              [ "$time" -lt "$((until + 1000))" ] || break
              sleep 0.05 2>/dev/null || sleep 1
              look "$1"
            done
            tell
            """;

    /** Tells which jobs there are. Parameter: directory of all jobs. Prints one id a line, then {@code end}. */
    public static final String LIST = """
            LC_ALL=C
            export LC_ALL
            if [ -e "$1" ] && { [ ! -d "$1" ] || [ ! -r "$1" ] || [ ! -x "$1" ]; }; then echo "$1 can't be read" >&2; exit 1; fi
            for f in "$1"/*; do
              n=${f##*/}
              case $n in '' | -* | *[!A-Za-z0-9-]*) continue ;; esac
              if [ -d "$f" ] && [ "${#n}" -le 64 ]; then echo "$n"; fi
            done
            echo end
            """;

    /**
     * Reads output. Parameters: directory of all jobs, id, {@code out} or {@code err}, place of the first byte counted from 1, most
     * bytes. Prints whether the job is there, the bytes as base64, then {@code end}.
     */
    public static final String READ = """
            PATH=$PATH:/usr/bin:/bin
            if [ ! -d "$1/$2" ]; then echo job=absent; echo end; exit 0; fi
            echo job=there
            if [ -f "$1/$2/$3" ]; then tail -c "+$4" -- "$1/$2/$3" | head -c "$5" | base64 || exit 1; fi
            echo end
            """;

    /**
     * Removes a job's record, if nothing of it runs or may yet run. Parameters: directory of all jobs, id. Prints what
     * {@link #STATUS} prints; {@code absent} when it is gone. It is taken away under another name first: a runner that comes late
     * must not find a directory without a claim.
     */
    public static final String REMOVE = LOOK + """
            t=$1/.removed-$2
            clean() {
              [ -d "$t" ] || return 0
              for n in command claim program exit out err; do rm -f -- "$t/$n"; done
              rm -f -- "$t"/stdin.*
              rmdir -- "$t" || { state=foreign; detail=.removed-$id; return 1; }
            }
            look "$1"
            case $state in
              absent) clean ;;
              ended | cancelled | broken)
                for f in "$d"/* "$d"/.[!.]* "$d"/..?*; do
                  n=${f##*/}
                  case $n in command | claim | program | exit | out | err | stdin.[0-9]*) continue ;; esac
                  if [ -e "$f" ] || [ -h "$f" ]; then state=foreign; detail=$n; fi
                done
                if [ "$state" != foreign ] && clean; then
                  mv -- "$d" "$t" || exit 1
                  clean && look "$1"
                fi
                ;;
            esac
            tell
            """;

    private JobScripts() {}
}
