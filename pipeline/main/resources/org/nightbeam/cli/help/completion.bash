# Completion of nightbeam for bash. In ~/.bashrc: source <(nightbeam completion bash)

_nightbeam() {
  local word=${COMP_WORDS[COMP_CWORD]} before='' option='' prefix='' verb=calibrate names='' match
  local verbs='@VERBS@'
  COMPREPLY=()
  if ((COMP_CWORD > 1)); then
    before=${COMP_WORDS[COMP_CWORD - 1]}
    [[ " $verbs " == *" ${COMP_WORDS[1]} "* ]] && verb=${COMP_WORDS[1]}
  fi

  # bash cuts words at the equals sign, unless it was told otherwise.
  if [[ $word == = ]]; then
    option=$before
    word=
  elif [[ $before == = ]]; then
    option=${COMP_WORDS[COMP_CWORD - 2]}
  elif [[ $word == --*=* ]]; then
    option=${word%%=*}
    prefix=$option=
    word=${word#*=}
  fi

  if [[ -n $option ]]; then
    case $option in
@CHOICES@
      @FOLDERS@) _nightbeam_paths -d ;;
      @PATHS@) _nightbeam_paths -f ;;
    esac
    [[ -n $prefix ]] && COMPREPLY=("${COMPREPLY[@]/#/$prefix}")
    return
  fi

  case $verb in
@NAMES@
  esac
  if [[ $word == -* || $verb == help || $verb == completion ]]; then
    _nightbeam_words "$names"
    [[ ${#COMPREPLY[@]} == 1 && ${COMPREPLY[0]} == *= ]] && compopt -o nospace 2>/dev/null
  elif ((COMP_CWORD == 1)); then
    _nightbeam_words "$verbs"
  elif [[ $verb == explain ]]; then
    _nightbeam_paths -f
  fi
}

# Those of some words that begin as the word does that is being typed.
_nightbeam_words() {
  while IFS= read -r match; do COMPREPLY+=("$match"); done < <(compgen -W "$1" -- "$word")
}

# The same of files and folders (-f), or folders alone (-d).
_nightbeam_paths() {
  while IFS= read -r match; do COMPREPLY+=("$match"); done < <(compgen "$1" -- "$word")
  compopt -o filenames 2>/dev/null
}

complete -F _nightbeam nightbeam
