//! Node ids that look like GitHub's: a prefix that tells the kind, then an opaque tail.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Which table of the world an id points into.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the variants are GitHub's type names")]
pub enum Kind {
    User,
    Organization,
    Repository,
    Issue,
    PullRequest,
    Comment,
    DraftIssue,
    Project,
    Item,
    PlainField,
    SelectField,
    MultiSelectField,
    IterationField,
    View,
    Label,
    Milestone,
    IssueType,
    IssueField,
}

/// Every kind with the prefix its ids carry; `PVTI_` and friends are what GitHub uses.
const PREFIXES: [(Kind, &str); 18] = [
    (Kind::User, "U_kgDO"),
    (Kind::Organization, "O_kgDO"),
    (Kind::Repository, "R_kgDO"),
    (Kind::Issue, "I_kwDOBk"),
    (Kind::PullRequest, "PR_kwDOBk"),
    (Kind::Comment, "IC_kwDOBk"),
    (Kind::DraftIssue, "DI_lADOCw"),
    (Kind::Project, "PVT_kwDO"),
    (Kind::Item, "PVTI_lADOCw"),
    (Kind::PlainField, "PVTF_lADOCw"),
    (Kind::SelectField, "PVTSSF_lADOCw"),
    (Kind::MultiSelectField, "PVTMSF_lADOCw"),
    (Kind::IterationField, "PVTIF_lADOCw"),
    (Kind::View, "PVTV_lADOCw"),
    (Kind::Label, "LA_kwDOBk"),
    (Kind::Milestone, "MI_kwDOBk"),
    (Kind::IssueType, "IT_kwDO"),
    (Kind::IssueField, "IFSS_kgDO"),
];

/// Hides how plain the numbers underneath are, so nobody counts on them.
const VEIL: u64 = 0x3_1b7c_59a2;
const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const TAIL: usize = 6;

/// A global node id. As text it is opaque; here it is a kind and an index into the world.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Id {
    /// What it names.
    pub kind: Kind,
    /// Its place in the world's table of that kind.
    pub index: u32,
}

impl Id {
    pub(super) fn new(kind: Kind, index: usize) -> Self {
        let index = u32::try_from(index).expect("a world holds far fewer than 2^32 things");
        Self { kind, index }
    }

    pub(super) fn at(self) -> usize {
        self.index as usize
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (_, prefix) =
            PREFIXES.iter().find(|(kind, _)| *kind == self.kind).expect("every kind has a prefix");
        f.write_str(prefix)?;
        let veiled = u64::from(self.index) ^ VEIL;
        for place in (0..TAIL).rev() {
            let digit = (veiled >> (6 * place)) & 63;
            let letter = ALPHABET[usize::try_from(digit).expect("six bits")];
            fmt::Write::write_char(f, char::from(letter))?;
        }
        Ok(())
    }
}

/// The text is no node id of this world's making.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a node id")]
pub struct NotAnId;

impl FromStr for Id {
    type Err = NotAnId;

    fn from_str(text: &str) -> Result<Self, NotAnId> {
        let known = PREFIXES.iter().find_map(|(kind, prefix)| {
            let tail = text.strip_prefix(prefix)?;
            (tail.len() == TAIL).then_some((*kind, tail))
        });
        let (kind, tail) = known.ok_or(NotAnId)?;
        let mut veiled = 0_u64;
        for byte in tail.bytes() {
            let digit = ALPHABET.iter().position(|letter| *letter == byte).ok_or(NotAnId)?;
            veiled = veiled << 6 | digit as u64;
        }
        let index = u32::try_from(veiled ^ VEIL).map_err(|_| NotAnId)?;
        Ok(Self { kind, index })
    }
}

impl Serialize for Id {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Id {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// The id of an option or an iteration: eight hex digits, unique only inside its field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct OptionId(pub u32);

/// What GitHub puts before an option id of an organization's issue field, whose options are nodes.
const ISSUE_FIELD_OPTION: &str = "IFSSO_kgDO";

impl OptionId {
    /// An id made of a name, the same every time (FNV-1a).
    pub fn of(field: &str, name: &str) -> Self {
        let bytes = field.bytes().chain([0]).chain(name.bytes());
        Self(bytes.fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)))
    }

    pub(super) fn node_id(self) -> String {
        format!("{ISSUE_FIELD_OPTION}{self}")
    }

    /// The option of an issue field that a node id names.
    pub(super) fn from_node_id(text: &str) -> Result<Self, NotAnId> {
        text.strip_prefix(ISSUE_FIELD_OPTION).ok_or(NotAnId)?.parse()
    }
}

impl fmt::Display for OptionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:08x}", self.0)
    }
}

impl FromStr for OptionId {
    type Err = NotAnId;

    fn from_str(text: &str) -> Result<Self, NotAnId> {
        if text.len() != 8 {
            return Err(NotAnId);
        }
        u32::from_str_radix(text, 16).map(Self).map_err(|_| NotAnId)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_survives_being_text() {
        for (kind, prefix) in PREFIXES {
            for index in [0, 1, 63, 64, 49_999, u32::MAX] {
                let id = Id { kind, index };
                assert!(id.to_string().starts_with(prefix));
                assert_eq!(id.to_string().parse(), Ok(id));
            }
        }
    }

    #[test]
    fn what_github_never_made_is_no_id() {
        for text in ["", "PVTI_", "PVTI_lADOCw", "PVTI_lADOCw!!!!!!", "nonsense"] {
            assert_eq!(text.parse::<Id>(), Err(NotAnId), "{text}");
        }
    }

    #[test]
    fn an_option_id_is_eight_hex_digits() {
        let id = OptionId::of("Status", "Done");
        assert_eq!(id.to_string().len(), 8);
        assert_eq!(id.to_string().parse(), Ok(id));
    }

    #[test]
    fn an_option_of_an_issue_field_is_named_by_a_node_id_alone() {
        let id = OptionId::of("Risk", "High");
        assert_eq!(OptionId::from_node_id(&id.node_id()), Ok(id));
        assert_eq!(OptionId::from_node_id(&id.to_string()), Err(NotAnId));
        assert_eq!(id.node_id().parse::<OptionId>(), Err(NotAnId));
    }
}
