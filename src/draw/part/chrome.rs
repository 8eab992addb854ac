//! The frame around every screen: two lines and a rule above, a rule and one line below.

use ratatui::layout::Rect;

/// From this height on there is room for air.
const ROOMY: u16 = 20;

/// The rows between the chrome.
pub(in crate::draw) fn rows(area: Rect) -> Rect {
    let above = 3;
    Rect { y: area.y + above, height: area.height.saturating_sub(above + 2), ..area }
}

/// Whether there is room for blank lines.
pub(in crate::draw) fn is_roomy(area: Rect) -> bool {
    area.height + 5 >= ROOMY
}
