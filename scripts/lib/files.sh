# Which files of the project are of which kind. Sourced from the root of the repository.
# shellcheck shell=sh

# Paths, one a line, of a kind: cpp, web, shell, recipe, python. With $only set, those of them that it names.
files() {
  case $1 in
    cpp) list_files '*.cpp' '*.h' '*.c' | grep -v -e '^recipes/' ;;
    web) list_files '*.ts' '*.mjs' '*.js' '*.css' '*.json' | grep -v -e '^recipes/.*/patches/' -e 'package-lock\.json$' -e '^channel/' -e '^tutorials/' ;;
    recipe) list_files 'recipes/*.sh' ;;
    shell) list_files '*.sh' ':!recipes' kelp scripts .ci | while read -r file; do is_shell "$file" && echo "$file"; done ;;
    python) list_files '*.py' scripts | while read -r file; do is_python "$file" && echo "$file"; done ;;
  esac
}

list_files() {
  git ls-files --cached --others --exclude-standard -- "$@" | while read -r file; do
    [ -f "$file" ] || continue
    case " ${only:-$file} " in *" $file "*) echo "$file" ;; esac
  done
}

is_shell() {
  case $1 in *.sh) return 0 ;; esac
  head -n 1 "$1" | grep -qE '^#!.*\b(ba)?sh$'
}

is_python() {
  case $1 in *.py) return 0 ;; esac
  head -n 1 "$1" | grep -q '^#!.*python'
}

# each KIND COMMAND…: the command once with all files of the kind; success when there are none.
each() {
  kind=$1
  shift
  files "$kind" | xargs -r -d '\n' "$@"
}

# Files of ours above 500 lines hold more than one idea.
short_files() {
  { files cpp && files web && files python && files shell; } | grep -v -e '\.json$' | sort -u |
    xargs -r -d '\n' awk 'FNR == 501 { print FILENAME ": longer than 500 lines"; found = 1 } END { exit found }'
}

changed_cpp_files() {
  base=$(git merge-base HEAD origin/main 2>/dev/null) || base=''
  if [ -n "$base" ] && [ "$base" != "$(git rev-parse HEAD)" ]; then
    git diff --name-only --diff-filter=d "$base" -- '*.cpp'
  else
    files cpp | grep '\.cpp$'
  fi | grep -v '^runtime/\(main\|python\)/'
}
