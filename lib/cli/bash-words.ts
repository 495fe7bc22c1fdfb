/**
 * What the script of the completion library takes from the package bash-completion, for a bash without it: `cur`, `prev`,
 * `words` and `cword` as they were written, not broken at `=` and `:`.
 */
export const BASH_WORDS = `# Where the package bash-completion is not loaded
if ! declare -F _get_comp_words_by_ref >/dev/null; then
    _get_comp_words_by_ref() {
        local line=\${COMP_LINE:0:COMP_POINT}
        read -ra words <<< "$line"
        [[ "$line" == *[[:space:]] ]] && words+=("")
        cword=$((\${#words[@]} - 1))
        cur=\${words[cword]}
        prev=\${words[cword - 1]}
    }
fi

`;
