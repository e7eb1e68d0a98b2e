package io.github.gpfailover.core.internal.script;

/**
 * The scripts that run one command of a plan as a job: start and end in one go where it ends soon, and a wait for the end of a job whose
 * start was lost. They are fixed texts because the simulator must know exactly the same texts.
 *
 * <p>A job of {@link #RUN} has the directory of any job. What is written there by builtins of the shell are files, where {@link JobScripts}
 * makes links: a fork is what costs; for the same reason the claim of a host makes directories for the jobs to come. {@code claim} is made by one process only there too, since an existing file is never opened.
 */
public final class RunScripts {

    /**
     * What each command of a plan does first. Parameters: the run's own claim of the host, and the claim that would follow it. Prints
     * {@code run=lost}, and on the next line the claim that holds now, if the host was claimed by another since, or {@code run=unclaimed} if
     * the run's own claim is not there any more, nor any after it.
     */
    private static final String CLAIMED = """
            gpfj_1=$1 gpfj_2=$2
            gpfj_lost() {
              gpfj_x=${gpfj_2##*/} gpfj_z=
              for gpfj_y in "${gpfj_2%/*}"/*; do
                case ${gpfj_y##*/} in '' | *[!0-9]*) continue ;; esac
                if [ -h "$gpfj_y" ] && [ "${gpfj_y##*/}" -ge "$gpfj_x" ]; then gpfj_z=$gpfj_y gpfj_x=${gpfj_y##*/}; fi
              done
              if [ -z "$gpfj_z" ]; then echo run=unclaimed; return; fi
              echo run=lost
              PATH=$PATH:/usr/bin:/bin readlink "$gpfj_z"
            }
            if [ ! -h "$1" ] || [ -h "$2" ]; then gpfj_lost; exit 0; fi
            """;

    /** Starts a job as {@link JobScripts#START} does, if the run's claim holds: two parameters more before its own. */
    public static final String START = CLAIMED + "shift 2\n" + JobScripts.STARTING;

    // Who claims a host asks afterwards for what has begun: so either that is seen there, or the new claim is seen
    // here.

    /**
     * Runs a command as a job and waits for its end. Its name is {@link JobScripts#RUNNER_NAME} with the job's id. Parameters: the run's
     * claim of the host, the claim that would follow it, directory of all jobs, id, digest of the command, {@code input} or
     * {@code none}, the program and its arguments. Prints {@code run=ended}, the exit status, a dash and hundredths of a second, and then, from
     * the next line on, what the program printed; {@code run=there} if there is such a job or none can be made, {@code run=other} if the id is in use for another command, {@code run=place} if the directory is not as the claim found it, {@code run=cut} (the
     * input), {@code run=lost}, {@code run=unclaimed}, or {@code run=unborn} if it could not be started.
     *
     * <p>Neither the end of the line nor of this shell ends the job: what waits for the program ignores what would end it.
     */
    public static final String RUN = CLAIMED + """
            gpfj_d=$3/$4 gpfj_i=/dev/null gpfj_p=$PATH
            gpfj_drop() { [ "$gpfj_i" = /dev/null ] || rm -f -- "$gpfj_i"; }
            if [ -h "$3" ] || [ ! -d "$3" ] || [ ! -O "$3" ]; then echo run=place; exit 0; fi
            PATH=$PATH:/usr/bin:/bin
            if [ -h "$gpfj_d" ] || [ ! -d "$gpfj_d" ] || [ ! -O "$gpfj_d" ]; then
              mkdir -m 700 -- "$gpfj_d" 2>/dev/null || { echo run=there; exit 0; }
            fi
            set -C
            if { echo "$5" >"$gpfj_d/command"; } 2>/dev/null; then :
            elif [ ! -h "$gpfj_d/command" ] && read -r gpfj_x <"$gpfj_d/command" && [ "$gpfj_x" != "$5" ]; then echo run=other; exit 0
            else echo run=there; exit 0
            fi
            if [ "$6" = input ]; then
              gpfj_i=$gpfj_d/stdin.$$
              read -r gpfj_l || gpfj_l=cut
              case $gpfj_l in '' | *[!0-9]*) echo run=cut; exit 0 ;; esac
              trap 'gpfj_drop; exit 1' HUP INT TERM
              head -c "$gpfj_l" >"$gpfj_i"
              if [ "$(wc -c <"$gpfj_i")" -ne "$gpfj_l" ]; then gpfj_drop; echo run=cut; exit 0; fi
            fi
            shift 6
            gpfj_now() {
              if read -r gpfj_u gpfj_x </proc/uptime; then gpfj_t=${gpfj_u%.*}${gpfj_u#*.}; else gpfj_t=$(date +%s)00; fi
            }
            gpfj_f() { shift 19; gpfj_s=$1; }
            gpfj_wait() {
              gpfj_drop
              gpfj_now
              gpfj_a=$gpfj_t
              (
                trap - HUP TERM
                read -r gpfj_s </proc/self/stat
                gpfj_i=${gpfj_s%% *}
                [ "$gpfj_i" != $$ ] || exit 125
                gpfj_f ${gpfj_s##*') '}
                { echo "$gpfj_i-$gpfj_s" >"$gpfj_d/program"; } 2>/dev/null || exit 125
                # Whose waiting shell has died is taken for one that never began.
                kill -0 $$ 2>/dev/null || exit 125
                gpfj_x=/usr/bin/setsid
                [ -x "$gpfj_x" ] || gpfj_x=setsid
                PATH=$gpfj_p
                # What setsid says of a program that is not there differs; a shell's 127 does not.
                command -v "$1" >/dev/null 2>&1 || exec "$@"
                exec "$gpfj_x" "$@"
              )
              gpfj_s=$?
              # What is 128 and a signal's number everywhere is 256 and it in ksh93.
              [ "$gpfj_s" -le 256 ] || gpfj_s=$((gpfj_s - 128))
              [ -s "$gpfj_d/program" ] || return 0
              gpfj_now
              gpfj_t=$((gpfj_t - gpfj_a))
              [ "$gpfj_t" -ge 0 ] || gpfj_t=0
              until { echo "$gpfj_s-$gpfj_t" >"$gpfj_d/exit"; } 2>/dev/null; do
                [ -d "$gpfj_d" ] && [ ! -e "$gpfj_d/exit" ] || return 0
                sleep 1
              done
            }
            trap '' HUP TERM
            trap 'gpfj_drop; exit 1' INT
            if { read -r gpfj_h </proc/sys/kernel/hostname && true >"$gpfj_d/claim"; } 2>/dev/null; then
              set +C
              if { echo "$$@$gpfj_h" >"$gpfj_d/claim"; } 2>/dev/null; then :
              else rm -f -- "$gpfj_d/claim"; gpfj_drop; echo run=unborn; exit 0
              fi
              if [ ! -h "$gpfj_1" ] || [ -h "$gpfj_2" ]; then
                gpfj_drop
                gpfj_lost
                exit 0
              fi
              gpfj_wait "$@" <"$gpfj_i" >>"$gpfj_d/out" 2>>"$gpfj_d/err"
            fi
            if [ -s "$gpfj_d/exit" ] && read -r gpfj_x <"$gpfj_d/exit"; then
              echo "run=ended $gpfj_x"
              [ ! -s "$gpfj_d/err" ] || cat <"$gpfj_d/err" >&2
              [ ! -s "$gpfj_d/out" ] || exec cat <"$gpfj_d/out"
              exit 0
            fi
            gpfj_drop
            echo run=unborn
            """;

    /**
     * Waits for a job's end. Parameters: directory of all jobs, id, hundredths of a second to wait at most. Prints what
     * {@link JobScripts#STATUS} prints.
     */
    public static final String AWAIT = JobPlaceScript.LOOK + """
            look "$1"
            case $state in
              starting | running)
                until=$(($(now) + $3))
                until [ -h "$d/exit" ] || [ -s "$d/exit" ] || [ "$(now)" -ge "$until" ]; do
                  sleep 0.05 2>/dev/null || sleep 1
                done
                look "$1"
                ;;
            esac
            tell
            """;

    private RunScripts() {}
}
