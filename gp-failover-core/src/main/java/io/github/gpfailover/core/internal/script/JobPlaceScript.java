package io.github.gpfailover.core.internal.script;

/** The part that all scripts of jobs share: whether a job's directory can be trusted, and what is to be seen there. */
final class JobPlaceScript {

    /**
     * gpfj_see takes the directory of all jobs and perhaps an id. It prints {@code there} or {@code absent}, or why neither can be
     * said: {@code home} (this is not the home directory that a relative path begins in), {@code hidden}, {@code file}, and
     * {@code link}, {@code owner} or {@code shared} for a directory where others could read an input or forge a link.
     */
    static final String PLACE = """
            gpfj_see() {
              case $1 in
                /*) ;;
                *) [ -n "$HOME" ] && [ "$(pwd -P)" = "$(cd -- "$HOME" 2>/dev/null && pwd -P)" ] || { echo home; return; } ;;
              esac
              for gpfj_y in "$1" "$1${2:+/}$2"; do
                if [ -h "$gpfj_y" ]; then echo link; return; fi
                if [ ! -e "$gpfj_y" ]; then
                  until [ -e "$gpfj_y" ] || [ -h "$gpfj_y" ]; do
                    gpfj_y=${gpfj_y%/*}
                    [ -n "$gpfj_y" ] || gpfj_y=/
                  done
                  if [ -d "$gpfj_y" ] && [ -x "$gpfj_y" ]; then echo absent; else echo hidden; fi
                  return
                fi
                if [ ! -d "$gpfj_y" ]; then
                  if [ "$gpfj_y" = "$1" ]; then echo hidden; else echo file; fi
                  return
                fi
                gpfj_z=$(ls -ldn -- "$gpfj_y" 2>/dev/null | (read -r gpfj_m gpfj_l gpfj_o gpfj_g && echo "$gpfj_m $gpfj_o"))
                case $gpfj_z in *" $(id -u)") ;; *) echo owner; return ;; esac
                case $gpfj_z in ?????w* | ????????w*) echo shared; return ;; esac
                if [ ! -r "$gpfj_y" ] || [ ! -x "$gpfj_y" ]; then echo hidden; return; fi
              done
              echo there
            }
            """;

    /**
     * Takes the directory and the id; look() finds out the state, tell() prints it. The end is searched for after the process is found
     * gone, not before it: the runner may have written it in between. A process is the job's only if it was born when the job says.
     */
    static final String LOOK = PLACE + """
            PATH=$PATH:/usr/bin:/bin
            LC_ALL=C
            export LC_ALL
            unset COLUMNS
            umask 077
            id=$2 d=$1/$2
            inputs() {
              for f in "$1"/stdin.*; do number "${f##*/stdin.}" && rm -f -- "$f"; done
            }
            number() { case $1 in '' | *[!0-9]*) return 1 ;; esac; }
            value() {
              v=
              if [ -h "$d/$1" ]; then v=$(readlink "$d/$1")
              elif [ -f "$d/$1" ] && [ -O "$d/$1" ]; then
                # Empty, it is about to be written; a text without its newline is no job's.
                read -r v <"$d/$1" || [ -z "$v" ] || { state=foreign detail=$1; return 1; }
              elif [ -e "$d/$1" ]; then state=foreign detail=$1; return 1
              fi
            }
            now() {
              if read -r up rest </proc/uptime; then echo "${up%.*}${up#*.}"; else echo "$(date +%s)00"; fi 2>/dev/null
            }
            stamp() {
              s=$(cat "/proc/$1/stat" 2>/dev/null) || return 1
              field() { shift 19; echo "$1"; }
              field ${s##*') '}
            }
            members() {
              l=$(ps -A -o sid= -o pid= -o stat= 2>/dev/null) && [ -n "$l" ] || return 1
              printf '%s\\n' "$l" | awk -v s="$1" '$1 == s && $3 !~ /^Z/ { print $2 }'
            }
            ended() {
              value exit || return 0
              [ -n "$v" ] || return 1
              code=${v%%-*} took=${v#*-} state=ended detail=
              if [ "$code" = "$v" ] || ! number "$code" || ! number "$took"; then state=foreign detail=exit; fi
            }
            look() {
              pid= code= took= detail= claim= state=unknown
              see=$(gpfj_see "$1" "$id")
              case $see in
                there) ;;
                absent) state=absent; return ;;
                hidden) detail=$see; return ;;
                file) state=foreign detail=$id; return ;;
                *) state=barred detail=$see; return ;;
              esac
              # A directory that was made ahead holds no job yet.
              state=absent
              for f in "$d"/* "$d"/.[!.]* "$d"/..?*; do
                if [ -e "$f" ] || [ -h "$f" ]; then state=unknown; break; fi
              done
              [ "$state" = unknown ] || return
              value claim || return
              claim=$v
              ended && return
              case $claim in
                '')
                  state=starting
                  # Who made the file dies before it says who it is, or is about to say it; nothing began before.
                  if [ -f "$d/claim" ] && [ ! -h "$d/claim" ]; then
                    l=$(ps -A -o args= 2>/dev/null) && [ -n "$l" ] || { state=unknown detail=ps; return; }
                    case $l in *" $RUNNER_NAME$id "*) ;; *)
                      value claim || return
                      [ -n "$v" ] || state=broken
                    esac
                  fi
                  return
                  ;;
                cancelled) state=cancelled; return ;;
              esac
              runner=${claim%%@*}
              if ! number "$runner" || [ "$runner" = "$claim" ]; then state=foreign; detail=claim; return; fi
              value program || return
              pid=${v%%-*} born=${v#*-}
              if [ -n "$v" ] && ! number "$pid"; then pid=; state=foreign; detail=program; return; fi
              if [ "${claim#*@}" != "$(uname -n)" ]; then detail=host:${claim#*@}; return; fi
              args=$(ps -o args= -p "$runner" 2>/dev/null)
              found=$?
              case "$args " in
                *" $RUNNER_NAME$id "*)
                  if [ -z "$pid" ]; then state=starting
                  elif [ "$born" = none ]; then detail=stamp
                  elif there=$(stamp "$pid") && [ "$there" = "$born" ]; then state=running
                  else
                    # Its runner is about to write its end, unless the disk is full.
                    for n in 1 2 3 4 5 6 7 8 9 10; do
                      ended && return
                      sleep 0.1 2>/dev/null || sleep 1
                    done
                    detail=end
                  fi
                  ;;
                *)
                  detail=ps
                  [ "$found" -le 1 ] && ps -p $$ >/dev/null 2>&1 || return
                  ended && return
                  if [ -z "$pid" ]; then state=broken detail=; return; fi
                  left=$(members "$pid") || return
                  if [ -z "$left" ]; then pid=; state=broken detail=; return; fi
                  detail=stamp
                  [ "$born" != none ] && there=$(stamp "$pid") || return
                  detail=
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
              printf 'detail=%s\\n' "$(printf %s "$detail" | tr -c 'A-Za-z0-9._:-' '?')"
              printf 'pid=%s\\nexit=%s\\ntook=%s\\nstdout=%s\\nstderr=%s\\nend\\n' "$pid" "$code" "$took" "$(size out)" "$(size err)"
            }
            """.replace("$RUNNER_NAME", JobScripts.RUNNER_NAME);

    private JobPlaceScript() {}
}
