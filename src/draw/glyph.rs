//! The signs that stand for states: one table for Unicode, one for plain ASCII.

/// One sign a state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Glyphs {
    pub open: &'static str,
    pub done: &'static str,
    pub dropped: &'static str,
    pub pull: &'static str,
    pub draft: &'static str,
    pub hidden: &'static str,
    pub passing: &'static str,
    pub failing: &'static str,
    pub running: &'static str,
    pub queued: &'static str,
    pub sending: &'static str,
    pub refused: &'static str,
    pub conflict: &'static str,
    pub unknown: &'static str,
    /// Before and after the number of blockers.
    pub blocked: (&'static str, &'static str),
    /// Before and after the number of items that wait.
    pub blocking: (&'static str, &'static str),
    pub ageing: &'static str,
    pub focus: &'static str,
    pub lifted: &'static str,
    pub rule: &'static str,
    pub landing: &'static str,
    pub inferred: &'static str,
    pub swatch: &'static str,
    pub cut: &'static str,
    pub dot: &'static str,
    pub arrow: &'static str,
    pub back: &'static str,
    pub forth: &'static str,
    pub up: &'static str,
    pub down: &'static str,
    /// After the name of a column that cards are sorted by, the least first.
    pub ascending: &'static str,
    /// The same, the greatest first.
    pub descending: &'static str,
    pub full: &'static str,
    pub empty: &'static str,
    pub cursor: &'static str,
    pub ticked: &'static str,
    pub unticked: &'static str,
    pub partly: &'static str,
    pub locked: &'static str,
    pub bullet: &'static str,
    pub quote: &'static str,
    pub divide: &'static str,
    pub goes_on: &'static str,
    pub corners: [&'static str; 4],
    /// After the name of a view that is not as it is saved.
    pub changed: &'static str,
    pub undone: &'static str,
    pub selected: &'static str,
    /// A cell of the bar of a card on a roadmap.
    pub bar: &'static str,
    /// The same of a card that was not begun.
    pub bar_ahead: &'static str,
    /// The same of a card that is done.
    pub bar_done: &'static str,
    /// Something is due on a day.
    pub due: &'static str,
    pub weekend: &'static str,
    pub today: &'static str,
}

/// For terminals that show more than ASCII.
pub const UNICODE: Glyphs = Glyphs {
    open: "○",
    done: "●",
    dropped: "⊘",
    pull: "⇄",
    draft: "◌",
    hidden: "▒",
    passing: "✓",
    failing: "✗",
    running: "◔",
    queued: "↑",
    sending: "⟳",
    refused: "✗",
    conflict: "⚡",
    unknown: "?",
    blocked: ("⛔", ""),
    blocking: ("⇥", ""),
    ageing: "⧗",
    focus: "▌",
    lifted: "▸",
    rule: "─",
    landing: "━",
    inferred: "╍",
    swatch: "■",
    cut: "…",
    dot: "·",
    arrow: "→",
    back: "‹",
    forth: "›",
    up: "↑",
    down: "↓",
    ascending: "▲",
    descending: "▼",
    full: "▰",
    empty: "▱",
    cursor: "▏",
    ticked: "✓",
    unticked: "☐",
    partly: "◪",
    locked: "🔒",
    bullet: "•",
    quote: "│",
    divide: "│",
    goes_on: "↳",
    corners: ["┌", "┐", "└", "┘"],
    changed: "●",
    undone: "↶",
    selected: "▪",
    bar: "▓",
    bar_ahead: "▒",
    bar_done: "░",
    due: "◆",
    weekend: "·",
    today: "│",
};

/// For terminals that show nothing else.
pub const ASCII: Glyphs = Glyphs {
    open: "o",
    done: "x",
    dropped: "-",
    pull: "P",
    draft: "d",
    hidden: "#",
    passing: "+",
    failing: "x",
    running: ".",
    queued: "q",
    sending: "~",
    refused: "!",
    conflict: "C",
    unknown: "?",
    blocked: ("[B", "]"),
    blocking: ("[>", "]"),
    ageing: "old",
    focus: ">",
    lifted: "L",
    rule: "-",
    landing: "=",
    inferred: "~",
    swatch: "%",
    cut: "..",
    dot: "-",
    arrow: "->",
    back: "<",
    forth: ">",
    up: "^",
    down: "v",
    ascending: "^",
    descending: "v",
    full: "#",
    empty: ".",
    cursor: "_",
    ticked: "[x]",
    unticked: "[ ]",
    partly: "[-]",
    locked: "[L]",
    bullet: "-",
    quote: "|",
    divide: "|",
    goes_on: "\\",
    corners: ["+", "+", "+", "+"],
    changed: "[+]",
    undone: "<",
    selected: "*",
    bar: "=",
    bar_ahead: "-",
    bar_done: "x",
    due: "D",
    weekend: ".",
    today: "|",
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_symbols_each_sign_of_a_card_or_a_view_stands_for_one_thing() {
        let Glyphs { done, dropped, draft, hidden, queued, sending, refused, conflict, unknown, .. } = ASCII;
        let Glyphs { focus, lifted, landing, swatch, up, down, changed, selected, due, .. } = ASCII;
        let states = [done, dropped, draft, hidden, queued, sending, refused, conflict, unknown];
        let marks = [focus, lifted, landing, swatch, up, down, changed, selected, due];
        let mut signs = [states, marks].concat();
        signs.sort_unstable();
        let all = signs.len();
        signs.dedup();
        assert_eq!(signs.len(), all, "{signs:?}");
        assert_ne!(ASCII.bullet, selected, "what begins a line of a text selects nothing");
        assert_eq!((ASCII.ascending, ASCII.descending), (up, down), "an order goes up or down");
    }
}
