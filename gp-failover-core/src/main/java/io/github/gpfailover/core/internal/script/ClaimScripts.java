package io.github.gpfailover.core.internal.script;

/**
 * The scripts by which a run claims a host, and gives it up. They are fixed texts because the simulator must know exactly the same texts.
 *
 * <p>A claim is a symbolic link in the directory of its cluster, named by a number that only grows: the highest one holds. Its value is
 * the realm of the lease, its token, and who holds it.
 */
public final class ClaimScripts {

    /**
     * Claims a host for a run, and finds out whether jobs can be had there. Parameters: directory of all jobs, directory of all claims, the
     * cluster's key, realm, token, holder, what the ids of the run's jobs begin with, how many of them get a directory now. Prints one line: {@code claim=quick} or {@code claim=slow} with the claim's number, or
     * {@code claim=refused} with the claim of the same realm that has a higher token, {@code claim=lacks} with what is missing, or
     * {@code barred=} and a code; then, of a claim that was made, a line {@code open=} with its id for each job of the cluster that has begun
     * and has no end yet, since the claim before may have begun it; then {@code end}. A job of an earlier claim that has not begun never will. Claims below the last two are removed, and so is each directory of jobs that is empty.
     */
    public static final String CLAIM = JobPlaceScript.PLACE + """
            mode=quick
            [ -r /proc/self/stat ] && [ -r /proc/sys/kernel/hostname ] && [ -z "${KSH_VERSION-}" ] || mode=slow
            PATH=$PATH:/usr/bin:/bin
            LC_ALL=C
            export LC_ALL
            umask 077
            say() { echo "$1"; echo end; exit 0; }
            for x in setsid readlink ps awk uname base64 cat sleep; do
              command -v "$x" >/dev/null || say "claim=lacks the program $x"
            done
            for x in "$1" "$2" "$2/$3"; do
              see=$(gpfj_see "$x")
              case $see in there | absent) ;; *) say "barred=$see" ;; esac
              mkdir -p -- "$x" 2>/dev/null || say "claim=lacks a directory $x that can be made"
              see=$(gpfj_see "$x")
              [ "$see" = there ] || say "barred=$see"
            done
            c=$2/$3 own="$4 $5 $6" max=0 mine=
            number() { case $1 in '' | 0* | *[!0-9]*) return 1 ;; esac; [ "${#1}" -le 15 ]; }
            check() {
              value=$(readlink "$c/$1") || return 0
              [ "$value" != "$own" ] || mine=$1
              case $value in
                "$4 "*) token=${value#* } token=${token%% *}
                  if number "$token" && [ "$token" -gt "$5" ]; then say "claim=refused $value"; fi ;;
              esac
            }
            for f in "$c"/*; do
              n=${f##*/}
              if number "$n" && [ -h "$f" ]; then
                [ "$n" -le "$max" ] || max=$n
                check "$n" "$2" "$3" "$4" "$5"
              fi
            done
            value() {
              v=
              if [ -h "$1" ]; then v=$(readlink "$1"); elif [ -s "$1" ]; then read -r v <"$1" || v=; fi
            }
            open() {
              here=$(uname -n)
              for f in "$1"/*; do
                n=${f##*/}
                case $n in '' | -* | *[!A-Za-z0-9-]*) continue ;; esac
                if [ -h "$f/exit" ] || [ -s "$f/exit" ]; then continue; fi
                value "$f/command"
                case $v in *"@$2") ;; *) continue ;; esac
                case $n in "$3"*) continue ;; esac
                if [ "$4" = new ] && ln -s cancelled "$f/claim" 2>/dev/null; then continue; fi
                value "$f/claim"
                # What runs on another host that shares the home is told there.
                case $v in '' | *@"$here") echo "open=$n" ;; esac
              done
            }
            ahead() {
              dir=$1 start=$2 count=$3 made=0
              set --
              while [ "$made" -lt "$count" ]; do made=$((made + 1)); set -- "$@" "$dir/$start$made"; done
              [ $# -eq 0 ] || mkdir -m 700 -- "$@" 2>/dev/null
            }
            # Hosts may share a home: there a run has one claim for all of them, and what is under way may be its own.
            while [ "$mine" != "$max" ]; do
              max=$((max + 1))
              ln -s "$own" "$c/$max" 2>/dev/null && break
              [ -h "$c/$max" ] || say "claim=lacks space or permission in $c"
              check "$max" "$2" "$3" "$4" "$5"
            done
            if [ "$mine" = "$max" ]; then
              echo "claim=$mode $max"
              open "$1" "$3" "$7" same
              echo end
              exit 0
            fi
            for f in "$c"/*; do
              n=${f##*/}
              if number "$n" && [ -h "$f" ] && [ "$n" -lt $((max - 1)) ]; then
                case $(readlink "$f") in *' '*' '*) rm -f -- "$f" ;; esac
              fi
            done
            # What an earlier run made ahead and did not use is empty, and rmdir removes nothing else.
            rmdir -- "$1"/*-[0-9]* 2>/dev/null
            [ "$mode" = slow ] || ahead "$1" "$7" "$8"
            echo "claim=$mode $max"
            open "$1" "$3" "$7" new
            echo end
            """;

    /**
     * Ends a run's claim of a host, so that none of its commands can begin any more, and removes the records of jobs whose ends are known
     * elsewhere. Parameters: the run's own claim, the claim that would follow it, that one's value, directory of all jobs, what the ids of the run's jobs begin with, ids. Of a job
     * that has ended only what jobs write is removed, by name. Prints {@code end}.
     */
    public static final String SWEEP = """
            PATH=$PATH:/usr/bin:/bin
            if [ -h "$1" ] && [ ! -h "$2" ]; then ln -s "$3" "$2" 2>/dev/null; fi
            jobs=$4 ahead=$5
            shift 5
            for id in "$@"; do
              d=$jobs/$id
              if [ -d "$d" ] && [ ! -h "$d" ] && [ -O "$d" ] && { [ -h "$d/exit" ] || [ -s "$d/exit" ]; }; then
                rm -f -- "$d/command" "$d/claim" "$d/program" "$d/exit" "$d/out" "$d/err"
                rmdir -- "$d" 2>/dev/null
              fi
            done
            rmdir -- "$jobs/$ahead"* 2>/dev/null
            echo end
            """;

    private ClaimScripts() {}
}
