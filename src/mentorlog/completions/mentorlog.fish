function __mentorlog_complete
    set --local words (commandline --current-process --tokenize --cut-at-cursor)
    set --local typed (commandline --current-token --cut-at-cursor)
    set --local offered (_MENTORLOG_COMPLETE=fish mentorlog $words[2..] "$typed" 2>/dev/null)
    if contains -- :files $offered
        __fish_complete_path "$typed"
    else if test (count $offered) -gt 0
        printf '%s\n' $offered
    end
end

complete --command mentorlog --no-files --keep-order --arguments '(__mentorlog_complete)'
