package io.github.gpfailover.core.internal.script;

/**
 * The scripts that run a job on its host. They are fixed texts because the simulator must know exactly the same texts.
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
            gpfj_s=$(gpfj_f ${gpfj_s##*') '} 2>/dev/null)
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
     * Claims the job, has it run and writes its end. Parameters: job's directory, input file, umask, PATH, the run's claim of the host and
     * the claim that would follow it, both empty for a job of no run, {@link #PROGRAM}, the program and its arguments. What it starts prints
     * {@code begun} on descriptor 3; it prints {@code lost} there, and starts nothing, once another has claimed the host.
     */
    public static final String RUNNER = """
            gpfj_d=$1 gpfj_m=$3 gpfj_p=$4 gpfj_1=$5 gpfj_2=$6 gpfj_w=$7
            exec <"$2" || exit 1
            exec 4>>"$gpfj_d/out" 5>>"$gpfj_d/err" || exit 1
            ln -s "$$@$(uname -n)" "$gpfj_d/claim" || exit 1
            for gpfj_x in "$gpfj_d"/stdin.*; do
              case ${gpfj_x##*/stdin.} in '' | *[!0-9]*) ;; *) rm -f -- "$gpfj_x" ;; esac
            done
            # Who claims the host asks afterwards for what has begun: so either this job is seen there, or that claim here.
            if [ -n "$gpfj_1" ] && { [ ! -h "$gpfj_1" ] || [ -h "$gpfj_2" ]; }; then echo lost >&3; exit 1; fi
            shift 7
            gpfj_now() {
              if read -r gpfj_u gpfj_x </proc/uptime; then echo "${gpfj_u%.*}${gpfj_u#*.}"; else echo "$(date +%s)00"; fi
            }
            gpfj_t=$(gpfj_now)
            setsid sh -c "$gpfj_w" gp-failover-run "$gpfj_d" "$gpfj_m" "$$" "$gpfj_p" "$@" >&4 2>&5 4>&- 5>&-
            gpfj_s=$?
            # What is 128 and a signal's number everywhere is 256 and it in ksh93.
            [ "$gpfj_s" -le 256 ] || gpfj_s=$((gpfj_s - 128))
            [ -h "$gpfj_d/program" ] || exit 1
            gpfj_t=$(($(gpfj_now) - gpfj_t))
            [ "$gpfj_t" -ge 0 ] || gpfj_t=0
            until ln -s "$gpfj_s-$gpfj_t" "$gpfj_d/exit"; do
              [ -d "$gpfj_d" ] && [ ! -e "$gpfj_d/exit" ] && [ ! -h "$gpfj_d/exit" ] || exit 1
              sleep 1
            done
            """;

    /** What {@link #START} does, with the run's claim of the host and the claim that would follow it in {@code gpfj_1} and {@code gpfj_2}. */
    static final String STARTING = JobPlaceScript.PLACE + """
            gpfj_m=$(umask) gpfj_p=$PATH gpfj_i=/dev/null
            gpfj_d=$1/$2 gpfj_n=$2 gpfj_c=$3 gpfj_k=$4 gpfj_r=$5
            PATH=$PATH:/usr/bin:/bin
            umask 077
            for gpfj_x in setsid readlink ps awk uname base64; do
              command -v "$gpfj_x" >/dev/null || { echo "there is no program $gpfj_x" >&2; exit 1; }
            done
            gpfj_value() {
              if [ -h "$1" ]; then readlink "$1"; else [ -s "$1" ] && read -r gpfj_v <"$1" && echo "$gpfj_v"; fi
            }
            gpfj_found() {
              gpfj_x=$(gpfj_value "$gpfj_d/claim") || return 0
              case $gpfj_x in *"@$(uname -n)")
                case "$( (unset COLUMNS; ps -o args= -p "${gpfj_x%%@*}") 2>/dev/null) " in
                  *" $RUNNER_NAME$gpfj_n "*) ;;
                  *) if [ ! -h "$gpfj_d/program" ] && [ ! -s "$gpfj_d/program" ] && ps -p $$ >/dev/null 2>&1; then echo start=dead; exit 0; fi ;;
                esac
              esac
              echo start=found
              exit 0
            }
            gpfj_x=$(gpfj_see "$1" "$2")
            case $gpfj_x in there | absent | hidden | file) ;; *) echo "barred=$gpfj_x"; exit 0 ;; esac
            mkdir -p -- "$1" || exit 1
            mkdir -- "$gpfj_d" 2>/dev/null || [ -d "$gpfj_d" ] || { echo "no directory $gpfj_d can be made" >&2; exit 1; }
            gpfj_x=$(gpfj_see "$1" "$2")
            [ "$gpfj_x" = there ] || { echo "barred=$gpfj_x"; exit 0; }
            [ -h "$gpfj_d/command" ] || [ -s "$gpfj_d/command" ] || ln -s "$gpfj_c" "$gpfj_d/command" 2>/dev/null
            gpfj_x=$(gpfj_value "$gpfj_d/command") || { echo "no link $gpfj_d/command can be made" >&2; exit 1; }
            [ "$gpfj_x" = "$gpfj_c" ] || { echo start=other; exit 0; }
            gpfj_found
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
                gpfj_found
                echo start=cut
                exit 0
              fi
            fi
            shift 5
            set -- "$gpfj_r" "$RUNNER_NAME$gpfj_n" "$gpfj_d" "$gpfj_i" "$gpfj_m" "$gpfj_p" "$gpfj_1" "$gpfj_2" "$@"
            if setsid -f true 2>/dev/null; then
              gpfj_x=$(setsid -f sh -c "$@" 3>&1 >/dev/null 2>&1 </dev/null | { read -r gpfj_x; echo "$gpfj_x"; })
            else
              gpfj_x=$({ (trap - INT QUIT; exec setsid sh -c "$@") 3>&1 >/dev/null 2>&1 </dev/null & } | { read -r gpfj_x; echo "$gpfj_x"; })
            fi
            [ "$gpfj_x" = begun ] && { echo start=started; exit 0; }
            [ "$gpfj_i" = /dev/null ] || rm -f -- "$gpfj_i"
            [ "$gpfj_x" = lost ] && { gpfj_lost; exit 0; }
            gpfj_found
            echo "nothing can be started or written in $gpfj_d" >&2
            exit 1
            """.replace("$RUNNER_NAME", RUNNER_NAME);

    /**
     * Starts a job. Parameters: directory of all jobs, id, digest of the command, {@code input} or {@code none}, {@link #RUNNER},
     * {@link #PROGRAM}, the program and its arguments. Prints {@code start=started}, {@code start=found}, {@code start=other},
     * {@code start=cut} (the input), {@code start=dead} (claimed by a runner that is gone, never begun) or {@code barred=} and a code; says on
     * standard error why it could do none of it. Its standard input, if any, is the number of bytes, a newline and the bytes, for a line that
     * breaks is taken for the end of the input.
     */
    public static final String START = "gpfj_1= gpfj_2=\n" + STARTING;

    /** Prints a job's state. Parameters: directory of all jobs, id. */
    public static final String STATUS = JobPlaceScript.LOOK + "look \"$1\"\ntell\n";

    /**
     * Keeps a job from ever beginning, if it has not; leaves one alone that has. Parameters: directory of all jobs, id. Prints what
     * {@link #STATUS} prints.
     */
    public static final String CANCEL = JobPlaceScript.LOOK + """
            look "$1"
            if [ "$state" = absent ]; then mkdir -- "$d" 2>/dev/null; [ ! -d "$d" ] || [ -h "$d" ] || state=starting claim=; fi
            if [ "$state" = starting ] && [ -z "$claim" ]; then
              ln -s cancelled "$d/claim" 2>/dev/null && inputs "$d"
              look "$1"
            fi
            tell
            """;

    /**
     * Ends a job, or keeps it from ever running. Parameters: directory of all jobs, id, hundredths of a second between asking and
     * killing. Prints what {@link #STATUS} prints.
     */
    public static final String END = JobPlaceScript.LOOK + """
            look "$1"
            if [ "$state" = starting ] && [ -z "$claim" ]; then
              ln -s cancelled "$d/claim" 2>/dev/null && inputs "$d"
              look "$1"
            fi
            asked= session=
            until=$(($(now) + $3))
            while :; do
              case $state in
                running) session=$pid mark=$born ;;
                starting) ;;
                *) [ -n "$session" ] || break ;;
              esac
              time=$(now)
              if [ -n "$session" ]; then
                left=$(members "$session") || break
                if [ -z "$left" ] && [ "$state" != running ]; then break; fi
                # Once the leader is gone, nobody gets its number as long as its session has members.
                if there=$(stamp "$session") && [ "$there" != "$mark" ]; then break; fi
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

    /**
     * Lists the jobs. Parameter: directory of all jobs. Prints one id a line, or {@code barred=} and a code, then {@code end}.
     */
    public static final String LIST = JobPlaceScript.PLACE + """
            LC_ALL=C
            export LC_ALL
            PATH=$PATH:/usr/bin:/bin
            see=$(gpfj_see "$1")
            case $see in
              absent) echo end; exit 0 ;;
              there) ;;
              *) echo "barred=$see"; echo end; exit 0 ;;
            esac
            for f in "$1"/*; do
              n=${f##*/}
              case $n in '' | -* | *[!A-Za-z0-9-]*) continue ;; esac
              if [ -d "$f" ] && [ ! -h "$f" ] && [ "${#n}" -le 64 ]; then
                # One that was made ahead is empty.
                for x in "$f"/* "$f"/.[!.]* "$f"/..?*; do
                  if [ -e "$x" ] || [ -h "$x" ]; then echo "$n"; break; fi
                done
              fi
            done
            echo end
            """;

    /**
     * Reads output. Parameters: directory of all jobs, id, {@code out} or {@code err}, position of the first byte counted from 1, most
     * bytes. Prints whether the job is there, the bytes as base64, or {@code barred=} and a code, then {@code end}.
     */
    public static final String READ = JobPlaceScript.PLACE + """
            PATH=$PATH:/usr/bin:/bin
            see=$(gpfj_see "$1" "$2") f=$1/$2/$3
            if [ "$see" = there ] && { [ -e "$f" ] || [ -h "$f" ]; }; then
              if [ -h "$f" ] || [ ! -f "$f" ] || [ ! -r "$f" ]; then see=unreadable; else see=output; fi
            fi
            case $see in
              absent) echo job=absent ;;
              there) echo job=there ;;
              output) echo job=there; exec <"$f" || exit 1; tail -c "+$4" | head -c "$5" | base64 || exit 1 ;;
              *) echo "barred=$see" ;;
            esac
            echo end
            """;

    /**
     * Removes a job's record, if nothing of it runs or may yet run. Parameters: directory of all jobs, id. Prints what
     * {@link #STATUS} prints; {@code absent} when it is gone. It is taken away under another name first: a runner that comes late
     * must not find a directory without a claim.
     */
    public static final String REMOVE = JobPlaceScript.LOOK + """
            t=$1/.removed-$2
            own() {
              for f in "$1"/* "$1"/.[!.]* "$1"/..?*; do
                if [ ! -e "$f" ] && [ ! -h "$f" ]; then continue; fi
                n=${f##*/} kind=other
                if [ -h "$f" ]; then kind=link; elif [ -f "$f" ]; then kind=file; fi
                case $kind:$n in
                  link:command | link:claim | link:program | link:exit | file:out | file:err) continue ;;
                  file:command | file:claim | file:program | file:exit) [ -O "$f" ] && continue ;;
                  file:stdin.*) number "${n#stdin.}" && continue ;;
                esac
                state=foreign detail=$n
                return 1
              done
            }
            clean() {
              if [ ! -e "$t" ] && [ ! -h "$t" ]; then return 0; fi
              if [ -h "$t" ] || [ ! -d "$t" ]; then state=foreign detail=.removed-$id; return 1; fi
              own "$t" || return 1
              for n in command claim program exit out err; do rm -f -- "$t/$n"; done
              inputs "$t"
              rmdir -- "$t" || { state=foreign; detail=.removed-$id; return 1; }
            }
            look "$1"
            case $state in
              absent) clean ;;
              ended | cancelled | broken)
                if own "$d" && clean; then
                  mv -- "$d" "$t" || exit 1
                  clean && look "$1"
                fi
                ;;
            esac
            tell
            """;

    private JobScripts() {}
}
