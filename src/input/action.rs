//! THE table of what a key can do: help, palette, hint line, README and configuration derive from it.

use std::fmt;

/// Where an action counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Scope {
    /// Everywhere but in text and lists.
    Global,
    /// On the board.
    Board,
    /// On the board: how it is laid out.
    View,
    /// On the board and in an opened card: what changes the card, or the selected ones.
    Edit,
    /// While a card is lifted.
    Lifted,
    /// While the filter is typed.
    Filter,
    /// In an opened card.
    Card,
    /// In a list that is searched by typing: help, palette, menus.
    List,
    /// In a line that is written: a number, a day, a text, a name that is asked for.
    Line,
    /// In the list of what waits for a person: edits that GitHub did not take, clashes.
    Stuck,
    /// In the pane of a clash.
    Clash,
    /// In the line of a new card.
    Create,
    /// In an issue form that is filled in.
    Form,
    /// In the history.
    History,
    /// In a text that is being written: a draft, the text of a card, a comment.
    Compose,
    /// Wherever something is typed, be it a line or a text, behind what else counts there.
    Typing,
    /// At a question.
    Confirm,
}

impl Scope {
    /// The word that help groups by.
    pub fn name(self) -> &'static str {
        match self {
            Self::Global => "anywhere",
            Self::Board => "board",
            Self::View => "views",
            Self::Edit => "card edits",
            Self::Lifted => "lifted card",
            Self::Filter => "filter",
            Self::Card => "card",
            Self::List => "list",
            Self::Line => "line",
            Self::Stuck => "stuck edits",
            Self::Clash => "conflict",
            Self::Create => "new card",
            Self::Form => "issue form",
            Self::History => "history",
            Self::Compose => "text",
            Self::Typing => "typing",
            Self::Confirm => "question",
        }
    }
}

/// One line of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Row {
    /// The action.
    pub action: Action,
    /// What configuration calls it.
    pub name: &'static str,
    /// Where it counts.
    pub scope: Scope,
    /// The keys it has until configuration says otherwise; the first is the one that hints show.
    pub keys: &'static [&'static str],
    /// What the hint line says, a word or two.
    pub hint: &'static str,
    /// What help says.
    pub help: &'static str,
}

macro_rules! actions {
    ($($scope:ident $set:ident $about:literal {
        $($action:ident $name:literal [$($key:literal)*] $hint:literal $help:literal)*
    })*) => {
        /// Something a key does.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Action {
            $(#[doc = $about] $scope($set),)*
        }

        $(
            #[doc = $about]
            #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
            pub enum $set {
                $(#[doc = $help] $action,)*
            }

            impl From<$set> for Action {
                fn from(action: $set) -> Self {
                    Self::$scope(action)
                }
            }
        )*

        /// Every action, in the order help shows them.
        pub const TABLE: &[Row] = &[
            $($(Row {
                action: Action::$scope($set::$action),
                name: $name,
                scope: Scope::$scope,
                keys: &[$($key),*],
                hint: $hint,
                help: $help,
            },)*)*
        ];
    };
}

actions! {
    Board BoardAction "What can be done on the board." {
        Left "left" ["h" "left"] "left" "Go to the column on the left; in a table, to the cell; in a roadmap, back in time."
        Right "right" ["l" "right"] "right" "Go to the column on the right; in a table, to the cell; in a roadmap, on in time."
        Down "down" ["j" "down"] "down" "Go to the card below."
        Up "up" ["k" "up"] "up" "Go to the card above."
        Top "top" ["g" "home"] "top" "Go to the top of the column."
        Bottom "bottom" ["G" "end"] "bottom" "Go to the bottom of the column."
        PageDown "page-down" ["pagedown" "ctrl+d"] "page down" "Go half a page down."
        PageUp "page-up" ["pageup" "ctrl+u"] "page up" "Go half a page up."
        NextColumn "next-column" ["tab"] "next column" "Go to the next column, from the last to the first."
        PreviousColumn "previous-column" ["shift+tab"] "previous column" "Go to the previous column, from the first to the last."
        OpenCard "open-card" ["enter"] "open" "Open the card."
        TogglePane "side-pane" ["p"] "side pane" "Show the focused card beside the board, or no longer."
        Lift "lift" ["space"] "lift" "Lift the card, to carry it and drop it elsewhere."
        Select "select" ["x"] "select" "Select the card, or no longer: what follows is done to all that are selected."
        SelectRange "select-range" ["V"] "range" "Select from here to where the cursor goes; again: end there."
        SelectAll "select-all" ["*"] "all" "Select all cards shown in the column; again: all cards shown."
        NudgeLeft "nudge-left" ["H" "shift+left" "<"] "move left" "Move the card to the column on the left; in a table, to the status before."
        NudgeDown "nudge-down" ["J" "shift+down"] "move down" "Move the card one down."
        NudgeUp "nudge-up" ["K" "shift+up"] "move up" "Move the card one up."
        NudgeRight "nudge-right" ["L" "shift+right" ">"] "move right" "Move the card to the column on the right; in a table, to the next status."
        NudgeTop "nudge-top" ["s t" "ctrl+shift+up"] "to top" "Move the card to the top of its column."
        NudgeBottom "nudge-bottom" ["s b" "ctrl+shift+down"] "to bottom" "Move the card to the bottom of its column."
        MoveTo "move-to" ["m"] "move to" "Choose where the card goes: a column, its top or bottom, after another card."
        NewCard "new-card" ["n"] "new" "Write a new card in one line: title, labels, people, effort, column."
        NewDraft "new-draft" ["N"] "new draft" "Write a new draft with a text into the column."
        Filter "filter" ["/"] "filter" "Show only the cards that match, as you type."
        ClearFilter "clear-filter" ["esc"] "clear" "Select no card any more; or show all cards again."
        Axis "axis" ["a" "v c"] "columns by" "Choose the field that makes the columns; of a table, the fields that are columns; of a roadmap, the dates."
        Roomier "roomier" ["+" "="] "roomier" "Give each card more lines; of a roadmap, show less time, closer."
        Denser "denser" ["-"] "denser" "Give each card fewer lines; of a roadmap, show more time."
        Browse "browse" ["o"] "browser" "Open the card in the browser."
        CopyLink "copy-link" ["y"] "copy link" "Copy the card's link."
    }
    View ViewAction "How the board is laid out." {
        ChooseView "choose-view" ["v v"] "view" "Choose a view: GitHub's, and your own."
        NextView "next-view" ["}"] "next view" "Go to the next view."
        PreviousView "previous-view" ["{"] "previous view" "Go to the previous view."
        SortBy "sort-by" ["v s"] "sort by" "Choose what cards are sorted by, with tab for several; again turns the order around."
        RowsBy "rows-by" ["v r"] "rows by" "Choose what makes rows across the columns, or the groups of a table."
        Table "table" ["v t"] "table" "Show the view as a table, or as a board again."
        Roadmap "roadmap" ["v m"] "roadmap" "Show the view as a roadmap, or as a board again."
        Today "today" ["v d"] "today" "In a roadmap, go back to today."
        HideColumn "hide-column" ["v h"] "hide column" "Leave this column out of the view."
        FoldColumn "collapse-column" ["v z"] "collapse column" "Make this column a narrow strip, or a column again."
        FoldRow "collapse-row" ["v -"] "collapse row" "Show only the title of this row or group, or its cards again."
        ShowAll "show-all-columns" ["v a"] "show all" "Show every column and row again."
        Archived "archived" ["v b"] "archived" "List the archived cards, to open one and bring it back."
        SaveView "save-view" ["v w"] "save view" "Save how the board is now as a view of your own."
        ResetView "reset-view" ["v x"] "reset view" "Show the view as it is saved."
    }
    Edit EditAction "What changes a card, or all selected ones." {
        SetEffort "set-effort" ["e e"] "effort" "Set the effort."
        SetStatus "set-status" ["e s"] "status" "Set the status."
        SetPriority "set-priority" ["e p"] "priority" "Set the priority."
        SetIteration "set-iteration" ["e i"] "iteration" "Set the iteration."
        SetDate "set-date" ["e d"] "date" "Set the day it is due."
        SetCell "set-cell" ["e h" "f2"] "set here" "In a table, set the field of the focused cell; in a roadmap, the iteration or the day."
        SetField "set-field" ["e f"] "field" "Choose a field, and set it."
        SetAssignees "set-assignees" ["e a"] "assignees" "Assign it to people, or to nobody."
        SetLabels "set-labels" ["e l"] "labels" "Put labels on it, or take them off."
        SetMilestone "set-milestone" ["e m"] "milestone" "Put it into a milestone."
        SetType "set-type" ["e y"] "type" "Set the issue type."
        SetParent "set-parent" ["e u"] "parent" "Choose the issue it is a part of."
        SetBlockers "set-blockers" ["e k"] "blocked by" "Choose the issues it waits for."
        SetTitle "set-title" ["e t"] "title" "Change the title."
        SetBody "set-body" ["e b"] "text" "Change the text."
        Close "close" ["e x"] "close" "Close it, for a reason."
        Reopen "reopen" ["e o"] "reopen" "Open it again."
        Archive "archive" ["e z"] "archive" "Archive it, or bring it back."
        Remove "remove" ["e r"] "remove" "Take it off the project; a draft is deleted. Asks first."
        Convert "convert" ["e c"] "to issue" "Make the draft an issue."
        Comment "comment" ["c"] "comment" "Write a comment."
        AssignMe "assign-me" ["i"] "assign me" "Assign it to you, or no longer."
    }
    Lifted LiftedAction "What can be done with a lifted card." {
        CarryTo "carry-to" ["1" "2" "3" "4" "5" "6" "7" "8" "9"] "column" "Carry the card to a column: the first of these keys to the first, and so on."
        Drop "drop" ["enter" "space"] "drop" "Drop the card here."
        PutBack "put-back" ["esc"] "back" "Put the card back where it was."
    }
    Filter FilterAction "What can be done while a filter is typed." {
        TakeOffer "take-offer" ["tab"] "complete" "Write the marked offer, or show what can be written here."
        NextOffer "next-offer" ["down"] "next" "Mark the next offer."
        PreviousOffer "previous-offer" ["up"] "previous" "Mark the offer before."
        KeepFilter "keep-filter" ["enter"] "keep" "Keep the filter."
        RestoreFilter "restore-filter" ["esc"] "back" "Go back to the filter there was before."
    }
    Card CardAction "What can be done in an opened card." {
        ScrollDown "scroll-down" ["j" "down"] "scroll" "Scroll down a line."
        ScrollUp "scroll-up" ["k" "up"] "scroll up" "Scroll up a line."
        ScrollPageDown "scroll-page-down" ["pagedown" "ctrl+d"] "page down" "Scroll down half a page."
        ScrollPageUp "scroll-page-up" ["pageup" "ctrl+u"] "page up" "Scroll up half a page."
        ScrollTop "scroll-top" ["g" "home"] "top" "Scroll to the top."
        ScrollBottom "scroll-bottom" ["G" "end"] "bottom" "Scroll to the bottom."
        NextSection "next-section" ["}"] "next section" "Go to the next section: text, parts, comments, what happened."
        PreviousSection "previous-section" ["{"] "section before" "Go to the section before."
        NextSpot "next-spot" ["tab"] "choose" "Choose the next task, link, issue, pull request or comment in it."
        PreviousSpot "previous-spot" ["shift+tab"] "choose back" "Choose the one before."
        TickTask "tick-task" ["space"] "tick" "Tick the chosen task, or take the tick away; without one, scroll down half a page."
        FollowSpot "follow-spot" ["enter"] "follow" "Open what is chosen: the card of an issue, a page in the browser, a comment to change it; tick a task."
        DeleteComment "delete-comment" ["D"] "delete comment" "Delete the chosen comment. Asks first."
        BrowseOpen "browse-open" ["o"] "browser" "Open the page of what is chosen, or of the card, in the browser."
        CopyOpen "copy-open" ["y"] "copy link" "Copy the link of what is chosen, or of the card."
        CloseCard "close-card" ["esc" "q"] "close" "Close the card, back to the one before or the board."
    }
    List ListAction "What can be done in a list." {
        ListDown "list-down" ["down" "ctrl+n"] "down" "Go to the next line."
        ListUp "list-up" ["up" "ctrl+p" "shift+tab"] "up" "Go to the previous line."
        ListPageDown "list-page-down" ["pagedown" "ctrl+d"] "page down" "Go half a page down."
        ListPageUp "list-page-up" ["pageup"] "page up" "Go half a page up."
        Mark "mark-line" ["tab"] "mark" "Mark this line, where several can be chosen, and go to the next."
        Choose "choose" ["enter"] "choose" "Choose this line, or all that are marked."
        CloseList "close-list" ["esc"] "close" "Close the list."
    }
    Line LineAction "What ends the writing of a line." {
        TakeLine "take-line" ["enter"] "done" "Take what is written; for a field, an empty line clears it."
        LeaveLine "leave-line" ["esc" "ctrl+c"] "cancel" "Leave everything as it is."
        MoreOfIt "more-of-it" ["up"] "more" "One more, or a day later."
        LessOfIt "less-of-it" ["down"] "less" "One less, or a day earlier."
    }
    Stuck StuckAction "What can be done with an edit that GitHub did not take, and where two people set the same." {
        StuckDown "stuck-down" ["j" "down"] "down" "Go to the next one."
        StuckUp "stuck-up" ["k" "up"] "up" "Go to the previous one."
        ShowStuck "show-stuck" ["enter" "space"] "show" "Show all of it: the sides of a conflict, or the cards of the edits."
        KeepMine "keep-mine" ["m" "1"] "mine" "Keep your value: the conflict is settled."
        TakeTheirs "take-theirs" ["t" "2"] "theirs" "Take the other's value instead of yours."
        EditClash "edit-clash" ["e"] "edit" "Set another value instead of both."
        Retry "retry" ["r"] "retry" "Send it again."
        DropEdit "drop-edit" ["d"] "drop" "Give it up."
        CloseStuck "close-stuck" ["esc" "q" "!"] "close" "Close the list."
    }
    Clash ClashAction "What can be done in the pane of a conflict, besides what the list of what waits can do." {
        NextSide "next-side" ["tab" "l" "right"] "next side" "Choose the next side: yours, theirs, another value."
        PreviousSide "previous-side" ["shift+tab" "h" "left"] "side before" "Choose the side before."
        TakeSide "take-side" ["enter"] "decide" "Keep yours, take theirs or write another value, as chosen."
        ListStuck "list-stuck" ["!"] "all" "List all that waits for you."
        PutAway "put-away" ["esc" "q"] "later" "Put the pane away; the conflict waits."
    }
    Create CreateAction "What can be done with the line of a new card." {
        MakeCard "make-card" ["enter"] "create" "Create the card; in its text, begin a new line."
        SaveCard "save-card" ["ctrl+s"] "create" "Create the card, from its text too."
        MakeAnother "make-another" ["alt+enter" "ctrl+enter"] "create, next" "Create the card, and keep the line for the next one."
        Complete "complete-token" ["tab"] "complete" "Take the offered label, person, column or the like."
        NextOffer "offer-after" ["down" "ctrl+n"] "next offer" "Go to the next offer."
        PreviousOffer "offer-before" ["up" "ctrl+p" "shift+tab"] "previous offer" "Go to the previous offer."
        IssueOrDraft "issue-or-draft" ["ctrl+r"] "issue/draft" "Make it an issue, in the next repository, or a draft again."
        WriteText "write-text" ["ctrl+e"] "text" "Write its text, or go back to the line."
        StartFrom "start-from" ["ctrl+t"] "forms" "Start from an issue form or template of the repository; or go on with the one chosen."
        LeaveCard "leave-card" ["esc" "ctrl+c"] "cancel" "Create nothing; asks when a text was written."
    }
    Form FormAction "What can be done in an issue form." {
        NextQuestion "next-question" ["tab"] "next" "Go to the next question; in the title, take the offered label, person or the like."
        PreviousQuestion "previous-question" ["shift+tab"] "question before" "Go to the question before."
        GoOn "go-on" ["enter"] "next" "Go to the next question; in an answer of several lines, begin a new line."
        OptionBelow "option-below" ["down"] "down" "Go to the next option, or line of the answer."
        OptionAbove "option-above" ["up"] "up" "Go to the option above, or line of the answer."
        TickOption "tick-option" ["space"] "choose" "Choose this option or tick this box, or no longer."
        SendForm "send-form" ["ctrl+s" "ctrl+enter" "alt+enter"] "create" "Create the issue, or say what is still to be answered."
        AnswerOutside "answer-outside" ["ctrl+e"] "$EDITOR" "Write an answer of several lines in the editor that VISUAL or EDITOR names."
        UndoAnswer "undo-answer" ["ctrl+z"] "undo" "Take back what was typed or chosen last in this answer."
        RedoAnswer "redo-answer" ["ctrl+y"] "redo" "Type or choose again what was taken back."
        OtherForm "other-form" ["ctrl+t"] "other form" "Start from another form or template, or from none; the answers are kept until then."
        LeaveForm "leave-form" ["esc" "ctrl+c"] "back" "Go back to the line of the card; the answers stay."
    }
    History HistoryAction "What can be done in the history." {
        HistoryDown "history-down" ["j" "down"] "down" "Go to the step before."
        HistoryUp "history-up" ["k" "up"] "up" "Go to the step after."
        HistoryPageDown "history-page-down" ["pagedown" "ctrl+d"] "page down" "Go half a page down."
        HistoryPageUp "history-page-up" ["pageup" "ctrl+u"] "page up" "Go half a page up."
        TurnStep "turn-step" ["u" "enter"] "undo" "Take this step back, whatever was done since; one that is taken back is made again."
        StepCards "step-cards" ["space" "l"] "cards" "List the cards of this step, and what became of each."
        CloseHistory "close-history" ["esc" "q" "U"] "close" "Close the history."
    }
    Compose ComposeAction "What can be done with a text that is being written." {
        SaveDraft "save-draft" ["ctrl+s" "ctrl+enter" "alt+enter"] "save" "Save it. The first line of a draft is its title."
        LeaveDraft "leave-draft" ["esc" "ctrl+c"] "cancel" "Close without saving; asks when something was written."
        EditOutside "edit-outside" ["ctrl+e"] "$EDITOR" "Write it in the editor that VISUAL or EDITOR names."
        UndoTyping "undo-typing" ["ctrl+z"] "undo" "Take back what was typed last."
        RedoTyping "redo-typing" ["ctrl+y"] "redo" "Type again what was taken back."
    }
    Typing TypingAction "What moves and deletes in whatever is typed." {
        CharLeft "char-left" ["left" "shift+left"] "left" "Go to the character before."
        CharRight "char-right" ["right" "shift+right"] "right" "Go to the next character."
        WordLeft "word-left" ["ctrl+left" "alt+left" "alt+b" "ctrl+b"] "word left" "Go to the beginning of the word, or of the one before."
        WordRight "word-right" ["ctrl+right" "alt+right" "alt+f" "ctrl+f"] "word right" "Go to the next word."
        LineStart "line-start" ["home" "ctrl+a"] "line start" "Go to the start of the line."
        LineEnd "line-end" ["end" "ctrl+e"] "line end" "Go to the end of the line."
        LineUp "line-up" ["up" "ctrl+p"] "line up" "In a text of several lines, go up a line."
        LineDown "line-down" ["down" "ctrl+n"] "line down" "In a text of several lines, go down a line."
        TextPageUp "text-page-up" ["pageup"] "page up" "In a text of several lines, go up a page."
        TextPageDown "text-page-down" ["pagedown"] "page down" "In a text of several lines, go down a page."
        TextStart "text-start" ["ctrl+home"] "text start" "Go to the start of all that is typed."
        TextEnd "text-end" ["ctrl+end"] "text end" "Go to the end of all that is typed."
        DeleteBefore "delete-before" ["backspace" "shift+backspace"] "delete" "Delete the character before the cursor."
        DeleteAfter "delete-after" ["delete" "shift+delete"] "delete after" "Delete the character behind the cursor."
        DeleteWordBefore "delete-word-before" ["ctrl+w" "ctrl+backspace" "alt+backspace"] "delete word" "Delete to the beginning of the word."
        DeleteWordAfter "delete-word-after" ["ctrl+delete" "alt+delete" "alt+d" "ctrl+d"] "delete word after" "Delete to the end of the word."
        DeleteToStart "delete-to-start" ["ctrl+u"] "delete to start" "Delete all of the line before the cursor."
        DeleteToEnd "delete-to-end" ["ctrl+k"] "delete to end" "Delete all of the line behind the cursor."
    }
    Confirm ConfirmAction "The answers to a question." {
        Yes "yes" ["y" "enter"] "yes" "Do it."
        No "no" ["n" "esc"] "no" "Leave everything as it is."
    }
    Global GlobalAction "What can be done anywhere." {
        Undo "undo" ["u"] "undo" "Take the last step back."
        Redo "redo" ["ctrl+r"] "redo" "Make the step again that was taken back last."
        History "history" ["U"] "history" "List what was done, to take any step back or make it again."
        Sync "sync" ["r"] "sync" "Read what is new on GitHub."
        FullSync "full-sync" ["R"] "full sync" "Read everything from GitHub again."
        Stuck "stuck" ["!"] "stuck edits" "Decide what waits for you: conflicts with others, and edits that GitHub did not take."
        ScreenBoard "screen-board" ["1"] "board" "Go to the board."
        Palette "palette" [":" "ctrl+p"] "palette" "Find an action by its name."
        Projects "projects" ["ctrl+o"] "projects" "Open another project; this one stays as it is."
        Help "help" ["?" "f1"] "all keys" "List every key."
        Mouse "mouse" ["ctrl+\\"] "mouse" "Leave the mouse to the terminal, to select text; or take it back. Shift selects text at any time."
        Redraw "redraw" ["ctrl+l"] "redraw" "Draw the screen anew."
        Suspend "suspend" ["ctrl+z"] "suspend" "Go back to the shell for a while."
        Quit "quit" ["q" "ctrl+c"] "quit" "Leave. Nothing is lost: unsent changes are kept."
    }
}

impl Action {
    /// Its line of the table.
    pub fn row(self) -> &'static Row {
        TABLE
            .iter()
            .find(|row| row.action == self)
            .expect("the macro writes enum and table from the same lines")
    }

    /// The action that configuration calls so.
    pub fn named(name: &str) -> Option<Self> {
        TABLE.iter().find(|row| row.name == name).map(|row| row.action)
    }
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.row().name)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_action_has_its_own_name_and_a_whole_sentence() {
        let names: HashSet<_> = TABLE.iter().map(|row| row.name).collect();
        assert_eq!(names.len(), TABLE.len());
        for row in TABLE {
            assert!(row.help.ends_with('.') && row.help.starts_with(char::is_uppercase), "{}", row.help);
            assert!(!row.keys.is_empty(), "{} has no key", row.name);
            assert_eq!(Action::named(row.name), Some(row.action));
        }
    }
}
