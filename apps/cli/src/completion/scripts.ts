/** What a shell reads to complete `nora`: each asks `nora __complete` with the words so far. */
export const COMPLETION_SCRIPTS = {
  bash: `_nora() {
  local IFS=$'\\n'
  COMPREPLY=($("\${COMP_WORDS[0]}" __complete -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null))
}
complete -o default -F _nora nora ./nora
`,
  zsh: `#compdef nora ./nora
_nora() {
  local -a found
  found=("\${(@f)$("\${words[1]}" __complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  compadd -a found || _files
}
compdef _nora nora ./nora
`,
  fish: `function __nora_complete
  set -l words (commandline -opc) (commandline -ct)
  $words[1] __complete -- $words[2..-1] 2>/dev/null
end
complete -c nora -f -a '(__nora_complete)'
`,
} as const;
