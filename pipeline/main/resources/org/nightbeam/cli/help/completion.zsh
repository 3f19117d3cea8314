#compdef nightbeam
# Completion of nightbeam for zsh. In ~/.zshrc, after compinit: source <(nightbeam completion zsh)

_nightbeam() {
  local verb=calibrate
  local -a verbs options
  verbs=(
@VERBS@
  )
  if (( CURRENT > 2 && ${verbs[(I)$words[2]:*]} )); then
    verb=$words[2]
    shift words # the options are those of a command of this name
    (( CURRENT-- ))
  elif (( CURRENT == 2 )) && [[ $words[2] != -* ]]; then
    _describe -t verbs verb verbs
    return
  fi
  case $verb in
@OPTIONS@
  esac
  _arguments $options
}

if [[ $funcstack[1] == _nightbeam ]]; then
  _nightbeam "$@"
else
  compdef _nightbeam nightbeam
fi
