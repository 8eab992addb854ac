//! Where cards stand, and where they land.

use proptest::prelude::*;

use super::*;
use crate::domain::Edit;
use crate::domain::item::{Content, Draft, Listed};
use crate::domain::query::names::Names;
use crate::domain::{FieldKind, Project, ProjectRef, SelectOption, Timestamp};

const NAMES: [&str; 3] = ["Todo", "Doing", "Done"];

fn axis() -> Field {
    let option = |name: &&str| SelectOption {
        id: (*name).into(),
        name: (*name).to_owned(),
        colour: Colour::Gray,
        description: String::new(),
    };
    let kind = FieldKind::SingleSelect(NAMES.iter().map(option).collect());
    Field { id: "status".into(), name: "Status".into(), kind, issue_field: None }
}

/// The field that makes rows.
fn team() -> Field {
    let FieldKind::SingleSelect(options) = axis().kind else { panic!("a single select") };
    Field {
        id: "team".into(),
        name: "Team".into(),
        kind: FieldKind::SingleSelect(options),
        issue_field: None,
    }
}

/// One draft a pair: its column (3 is none) and its effort; it is called by its place.
fn snapshot(cards: &[(usize, u32)]) -> Snapshot {
    let at = Timestamp::UNIX_EPOCH;
    let project = Project {
        id: "P".into(),
        reference: ProjectRef { owner: "o".into(), number: 1 },
        title: "Release".into(),
        url: String::new(),
        closed: false,
        editable: true,
        updated_at: at,
        fields: vec![axis(), team()],
        views: Listed::default(),
        repositories: Listed::default(),
        left_out: crate::domain::project::LeftOut::default(),
    };
    let item = |(place, (column, effort)): (usize, &(usize, u32))| {
        let draft = Draft {
            id: None,
            title: place.to_string(),
            author: None,
            assignees: Vec::new().into(),
            created_at: at,
            updated_at: at,
        };
        let mut item = Item {
            id: ItemId::from(place.to_string()),
            content: Content::Draft(draft),
            archived: *effort == 13,
            created_at: at,
            updated_at: at,
            values: Vec::new(),
        };
        let option = NAMES.get(*column).map(|name| Value::SingleSelect((*name).into()));
        item.set(&"status".into(), option);
        item.set(&"effort".into(), Some(Value::Number(f64::from(*effort))));
        let team = NAMES.get((*effort % 4) as usize).map(|name| Value::SingleSelect((*name).into()));
        item.set(&"team".into(), team);
        Arc::new(item)
    };
    Snapshot::new(Arc::new(project), cards.iter().enumerate().map(item))
}

fn board(view: &Snapshot, shows: impl Fn(&Item) -> bool + Sync) -> Board {
    {
        let (axis, effort) = (axis(), FieldId::from("effort"));
        Board::new(view, Shape { axis: Some(&axis), effort: Some(&effort), rows: None, sort: &[] }, shows)
    }
}

fn titles(cards: &[Card]) -> Vec<&str> {
    cards.iter().map(|card| card.item.title()).collect()
}

fn drop_at(view: &mut Snapshot, board: &Board, card: usize, column: usize, row: usize) -> Landing {
    let landing = board.landing(view, &ItemId::from(card.to_string()), Spot { column, band: 0, row });
    for edit in &landing.edits {
        edit.apply(view, Timestamp::UNIX_EPOCH);
    }
    landing
}

#[test]
fn items_stand_in_their_columns_in_the_global_order() {
    let view = snapshot(&[(1, 2), (0, 1), (1, 3), (3, 5), (0, 13)]);
    let board = board(&view, |_| true);
    let columns: Vec<_> =
        board.columns().iter().map(|c| (c.title.as_str(), titles(&c.cards), c.effort)).collect();
    assert_eq!(
        columns,
        [
            ("Todo", vec!["1"], 1.0),
            ("Doing", vec!["0", "2"], 5.0),
            ("Done", vec![], 0.0),
            ("No status", vec!["3"], 5.0),
        ]
    );
    assert_eq!(board.shown().count(), 4);
    assert_eq!(board.total(), 4, "archived cards are not on it");
}

#[test]
fn the_column_without_a_value_hides_while_it_is_empty() {
    let view = snapshot(&[(1, 2)]);
    assert_eq!(board(&view, |_| true).shown().collect::<Vec<_>>(), [0, 1, 2]);
}

#[test]
fn the_top_of_a_column_is_below_what_stands_above_its_first_card_in_the_global_order() {
    let view = snapshot(&[(0, 0), (2, 0), (1, 0), (1, 0)]);
    let landing = board(&view, |_| true).landing(&view, &"3".into(), Spot { column: 1, band: 0, row: 0 });
    let place = Edit::Place { item: "3".into(), after: Some("1".into()), before: Some("2".into()) };
    assert_eq!(landing.edits, [place]);
}

#[test]
fn an_empty_column_takes_no_place() {
    let view = snapshot(&[(0, 0), (0, 0)]);
    let landing = board(&view, |_| true).landing(&view, &"1".into(), Spot { column: 2, band: 0, row: 0 });
    let to = Some(Value::SingleSelect("Done".into()));
    assert_eq!(landing.edits, [Edit::SetField { item: "1".into(), field: "status".into(), to }]);
}

#[test]
fn a_drop_where_the_card_already_stands_writes_nothing() {
    let view = snapshot(&[(0, 0), (1, 0), (0, 0)]);
    assert_eq!(
        board(&view, |_| true).landing(&view, &"2".into(), Spot { column: 0, band: 0, row: 1 }).edits,
        []
    );
}

#[test]
fn a_drop_between_visible_cards_counts_the_hidden_ones_there() {
    let mut view = snapshot(&[(0, 0), (0, 1), (1, 0), (0, 1), (0, 0), (1, 0)]);
    let even = |item: &Item| number(item.value(&"effort".into()).expect("every card has one")) == 0.0;
    let filtered = board(&view, even);
    let landing = drop_at(&mut view, &filtered, 5, 0, 1);
    assert_eq!((landing.after, landing.hidden), (Some("0".into()), 2));
    assert_eq!(titles(&board(&view, |_| true).columns()[0].cards), ["0", "5", "1", "3", "4"]);
}

/// A board as it can be laid out: with and without rows, in GitHub's order and sorted.
fn laid_out(view: &Snapshot, manner: usize, shows: impl Fn(&Item) -> bool + Sync) -> Board {
    let (axis, effort) = (axis(), FieldId::from("effort"));
    let rows = (manner & 1 > 0).then(|| Aspect::Field("team".into()));
    let by = |by, down| Sort { by, down };
    let sort = [by(Aspect::Field("effort".into()), true), by(Aspect::Title, false)];
    let sort = if manner & 2 > 0 { &sort[..] } else { &[] };
    Board::new(view, Shape { axis: Some(&axis), effort: Some(&effort), rows: rows.as_ref(), sort }, shows)
}

#[test]
fn cards_stand_in_rows_by_a_field_and_what_has_none_comes_last() {
    let view = snapshot(&[(0, 1), (0, 0), (1, 3), (0, 4)]);
    let board = laid_out(&view, 1, |_| true);
    let rows: Vec<_> = board.bands().iter().map(|band| band.title.as_str()).collect();
    assert_eq!(rows, ["Todo", "Doing", "Done", "No team"]);
    assert_eq!(titles(&board.columns()[0].cards), ["1", "3", "0"]);
    assert_eq!(
        (board.columns()[0].cell(0), board.columns()[0].cell(1), board.columns()[1].cell(3)),
        (0..2, 2..3, 0..1)
    );
}

#[test]
fn a_drop_into_another_cell_writes_both_fields() {
    let view = snapshot(&[(0, 0), (1, 1)]);
    let landing =
        laid_out(&view, 1, |_| true).landing(&view, &"0".into(), Spot { column: 1, band: 1, row: 0 });
    let set = |field: &str, to: &str| Edit::SetField {
        item: "0".into(),
        field: field.into(),
        to: Some(Value::SingleSelect(to.into())),
    };
    assert_eq!(landing.edits, [set("status", "Doing"), set("team", "Doing")]);
}

#[test]
fn the_greatest_comes_first_and_what_has_no_value_last() {
    let mut view = snapshot(&[(0, 2), (0, 7), (0, 1), (0, 5)]);
    view.alter(&"3".into(), |item| item.set(&"effort".into(), None));
    assert_eq!(titles(&laid_out(&view, 2, |_| true).columns()[0].cards), ["1", "0", "2", "3"]);
}

proptest! {
    #[test]
    fn a_card_lands_where_it_was_shown(
        cards in prop::collection::vec((0..4_usize, 0..4_u32), 1..24),
        drops in prop::collection::vec((0..24_usize, 0..4_usize, 0..4_usize, 0..24_usize), 1..12),
        filtered in any::<bool>(),
        manner in 0..4_usize,
    ) {
        let shows = |item: &Item| !filtered || item.value(&"effort".into()).map_or(0.0, number) > 1.0;
        let mut view = snapshot(&cards);
        let mut live = laid_out(&view, manner, shows);
        live.index();
        for (card, column, band, row) in drops {
            let id = ItemId::from((card % cards.len()).to_string());
            let Some(from) = live.spot(&id) else { continue };
            let band = if live.has_rows() { band } else { 0 };
            let cell = live.columns()[column].cell(band);
            let own = |at: usize| usize::from(from.column == column && from.row < at);
            let cell = cell.start - own(cell.start)..cell.end - own(cell.end);
            let row = if live.is_sorted() {
                live.sorted_row(&id, std::slice::from_ref(&id), column, band)
            } else {
                cell.start + row % (cell.len() + 1)
            };
            prop_assert!((cell.start..=cell.end).contains(&row));
            let spot = Spot { column, band, row };
            let landing = live.landing(&view, &id, spot);
            for edit in &landing.edits {
                edit.apply(&mut view, Timestamp::UNIX_EPOCH);
            }
            prop_assert!(landing.edits.len() <= 3);
            let whole = laid_out(&view, manner, shows);
            prop_assert_eq!(whole.spot(&id), Some(spot));
            if !live.is_of(&view) {
                live = whole.clone();
            }
            prop_assert!(live.update(&view, [&id], shows));
            prop_assert_eq!(live.columns(), whole.columns());
            prop_assert_eq!(live.landing(&view, &id, spot).edits, []);
        }
        live.refilter(|index| vec![true; index.len()]);
        let whole = laid_out(&view, manner, |_| true);
        prop_assert_eq!(live.columns(), whole.columns());
        prop_assert_eq!(live.total(), live.visible(), "no card is lost or doubled");
        prop_assert_eq!(live.index().names(), Names::gather(view.items().map(AsRef::as_ref)));
    }

    #[test]
    fn what_a_filter_shows_does_not_depend_on_those_before(
        cards in prop::collection::vec((0..4_usize, 0..4_u32), 1..24),
        filters in prop::collection::vec(0..5_u32, 1..6),
        manner in 0..4_usize,
    ) {
        let view = snapshot(&cards);
        let mut live = laid_out(&view, manner, |_| true);
        for least in filters {
            let shows = |item: &Item| item.value(&"effort".into()).map_or(0.0, number) >= f64::from(least);
            let mut passed = vec![false; live.index().len()];
            for card in live.columns().iter().flat_map(|column| column.cards.iter().chain(&column.hidden)) {
                passed[card.row] = shows(&card.item);
            }
            live.refilter(|_| passed);
            let whole = laid_out(&view, manner, shows);
            prop_assert_eq!(live.columns(), whole.columns());
        }
    }

    #[test]
    fn cards_that_land_together_stand_together_in_their_order(
        cards in prop::collection::vec((0..4_usize, 0..4_u32), 1..24),
        chosen in prop::collection::btree_set(0..24_usize, 2..8),
        (lead, column, band, row) in (0..8_usize, 0..4_usize, 0..4_usize, 0..24_usize),
        filtered in any::<bool>(),
        manner in 0..4_usize,
    ) {
        let shows = |item: &Item| !filtered || item.value(&"effort".into()).map_or(0.0, number) > 1.0;
        let mut view = snapshot(&cards);
        let live = laid_out(&view, manner, shows);
        let order = |board: &Board| -> Vec<ItemId> {
            board.columns().iter().flat_map(|column| &column.cards).map(|card| card.item.id.clone()).collect()
        };
        let all = order(&live);
        let moved: Vec<ItemId> =
            all.iter().filter(|id| id.as_str().parse().is_ok_and(|n| chosen.contains(&n))).cloned().collect();
        if moved.len() < 2 {
            return Ok(());
        }
        let lead = &moved[lead % moved.len()];
        let band = if live.has_rows() { band } else { 0 };
        let cell = live.columns()[column].cell(band);
        let own = |at: usize| live.count_above(&moved, column, at);
        let cell = cell.start - own(cell.start)..cell.end - own(cell.end);
        let spot = Spot { column, band, row: cell.start + row % (cell.len() + 1) };
        let shown = live.arranged(column, &moved, spot).expect("cards come");
        let shown: Vec<ItemId> = shown.iter().map(|(_, card)| card.item.id.clone()).collect();
        let landing = live.landing_together(&view, &moved, spot);
        for edit in &landing.edits {
            edit.apply(&mut view, Timestamp::UNIX_EPOCH);
        }
        let whole = laid_out(&view, manner, shows);
        let spots: Vec<Spot> = moved.iter().map(|id| whole.spot(id).expect("it is still shown")).collect();
        prop_assert!(spots.iter().all(|at| (at.column, at.band) == (column, band)));
        if !live.is_sorted() {
            prop_assert!(spots.windows(2).all(|two| two[0].row + 1 == two[1].row), "{:?}", spots);
            let above = spots[0].row.checked_sub(1).map(|row| &whole.columns()[column].cards[row]);
            let above = above.filter(|card| card.key.band == band).map(|card| card.item.id.clone());
            prop_assert_eq!(above, landing.after.clone(), "they land where it was said");
            let others = |ids: Vec<ItemId>| ids.into_iter().filter(|id| !moved.contains(id)).collect::<Vec<_>>();
            prop_assert_eq!(others(order(&whole)), others(all.clone()), "the others keep their order");
        }
        let stands = whole.columns()[column].cards.iter().map(|card| card.item.id.clone());
        prop_assert_eq!(shown, stands.collect::<Vec<_>>(), "the column looks as it was shown");
        prop_assert_eq!(order(&whole).len(), all.len(), "no card is lost or doubled");
        let again = whole.spot(lead).expect("it is still shown");
        let again = Spot { row: again.row - whole.count_above(&moved, column, again.row), ..again };
        prop_assert_eq!(whole.landing_together(&view, &moved, again).edits, []);
    }
}
