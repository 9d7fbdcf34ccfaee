// What each shell has to be told so that it asks `outlive completion --complete` for completions.
// A line is a word, then perhaps a tab and what it means; a first line with a colon asks the shell
// for files, folders or programs.

const bash = `# bash completion for outlive
_outlive() {
  local line current=\${COMP_WORDS[COMP_CWORD]}
  COMPREPLY=()
  while IFS= read -r line; do
    case $line in
      :files) compopt -o filenames; mapfile -t COMPREPLY < <(compgen -f -- "$current") ;;
      :folders) compopt -o filenames; mapfile -t COMPREPLY < <(compgen -d -- "$current") ;;
      :programs) mapfile -t COMPREPLY < <(compgen -c -- "$current") ;;
      *) COMPREPLY+=("\${line%%$'\\t'*}") ;;
    esac
  done < <("\${COMP_WORDS[0]}" completion --complete -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
}
complete -F _outlive outlive
`;

const zsh = `#compdef outlive
_outlive() {
  local -a lines described
  local line word
  lines=("\${(@f)$("\${words[1]}" completion --complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  case $lines[1] in
    '') return 1 ;;
    :files) _files; return ;;
    :folders) _files -/; return ;;
    :programs) _command_names -e; return ;;
  esac
  for line in $lines; do
    word=\${line%%$'\\t'*}
    described+=("\${word//:/\\\\:}:\${line#*$'\\t'}")
  done
  _describe -V outlive described
}
if [ "$funcstack[1]" = _outlive ]; then
  _outlive "$@"
else
  (( $+functions[compdef] )) || { autoload -Uz compinit && compinit; }
  compdef _outlive outlive
fi
`;

const fish = `# fish completion for outlive
function __outlive_complete
  set -l words (commandline -opc)
  set -l current (commandline -ct)
  set -l lines ($words[1] completion --complete -- $words[2..-1] "$current" 2>/dev/null)
  switch "$lines[1]"
    case :files
      __fish_complete_path "$current"
    case :folders
      __fish_complete_directories "$current"
    case :programs
      complete -C "$current"
    case '*'
      printf '%s\\n' $lines
  end
end
complete -c outlive -f -k -a '(__outlive_complete)'
`;

export const scripts: Readonly<Record<string, string>> = { bash, zsh, fish };
