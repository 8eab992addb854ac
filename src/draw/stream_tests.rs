//! Random streams with the mouse at any cell of what was drawn: no frame panics, and no card is lost or doubled.
//!
//! `PROPTEST_CASES=100000` runs as many streams.

use proptest::prelude::*;

use super::tests::{frame, memory};
use crate::app::stream_tests::{BEGINNINGS, Happening, board, check, happen, happening};
use crate::app::{Button, Message, Model, Size, update};

/// Something that happens to a program whose frames are drawn.
#[derive(Debug, Clone, Copy)]
enum Deed {
    /// What needs no frame.
    Other(Happening),
    /// The button of the mouse, at a cell.
    Mouse(usize, (u16, u16)),
    /// The wheel, at a cell.
    Wheel(i32, (u16, u16)),
    /// Another size.
    Resize(u16, u16),
}

fn deed() -> impl Strategy<Value = Deed> {
    let cell = || (0..130_u16, 0..45_u16);
    prop_oneof![
        6 => happening().prop_map(Deed::Other),
        4 => (0..3_usize, cell()).prop_map(|(button, at)| Deed::Mouse(button, at)),
        1 => (prop_oneof![Just(1), Just(-1)], cell()).prop_map(|(lines, at)| Deed::Wheel(lines, at)),
        1 => (1..130_u16, 1..45_u16).prop_map(|(width, height)| Deed::Resize(width, height)),
    ]
}

fn does(model: &mut Model, memory: &mut super::Memory, deed: Deed) {
    match deed {
        Deed::Other(happening) => happen(model, happening),
        Deed::Mouse(button, (x, y)) => {
            frame(model, memory);
            let button = [Button::Press, Button::Drag, Button::Release][button];
            update(model, Message::Mouse { button, at: memory.pointed(x, y) });
        }
        Deed::Wheel(lines, at) => {
            frame(model, memory);
            if !memory.wheel(model, at, if lines > 0 { 1 } else { -1 }) {
                update(model, Message::Wheel(3 * lines));
            }
        }
        Deed::Resize(width, height) => {
            update(model, Message::Resize(Size { width, height }));
            frame(model, memory);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::default())]

    #[test]
    fn no_stream_with_the_mouse_at_any_cell_panics_or_loses_or_doubles_a_card(
        rich_one in any::<bool>(),
        begins in 0..BEGINNINGS,
        stream in prop::collection::vec(deed(), 0..32),
    ) {
        let (mut model, mut memory) = (board(rich_one, begins), memory());
        for one in stream {
            does(&mut model, &mut memory, one);
            check(&model)?;
        }
        frame(&mut model, &mut memory);
    }
}
