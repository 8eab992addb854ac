//! A dense encoding for what there is a lot of: items and events.
//!
//! A record is its length in bytes and then its fields in a fixed order. Beyond its end everything reads as zero, that is as
//! none, empty or false: so a field that is added later goes to the end of its record, and records from before it stay good.
//! Numbers are variable in length. Texts that many records share are numbers too: see [`super::name`].

mod event;
mod item;

use std::sync::Arc;

use chrono::Datelike;

use super::name::Names;
use crate::domain::item::{Listed, Name};
use crate::domain::{ContentId, Date, FieldId, ItemId, IterationId, OptionId, Timestamp};

pub(super) use event::Logged;

/// Something with a dense form.
pub(super) trait Packed: Sized {
    /// Writes it.
    fn pack(&self, to: &mut Writer<'_>);
    /// Reads it.
    fn unpack(from: &mut Reader<'_>) -> Result<Self, Torn>;
}

/// The bytes are not what [`Packed::pack`] wrote.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Torn;

/// Writes records.
pub(super) struct Writer<'a> {
    bytes: Vec<u8>,
    names: &'a mut Names,
}

impl<'a> Writer<'a> {
    pub(super) fn new(names: &'a mut Names) -> Self {
        Self { bytes: Vec::with_capacity(512), names }
    }

    /// The dense form of one thing. The writer can be used again afterwards.
    pub(super) fn packed(&mut self, thing: &impl Packed) -> &[u8] {
        self.bytes.clear();
        thing.pack(self);
        &self.bytes
    }

    fn number(&mut self, mut number: u64) {
        while number >= 0x80 {
            self.bytes.push(number.to_le_bytes()[0] | 0x80);
            number >>= 7;
        }
        self.bytes.push(number.to_le_bytes()[0]);
    }

    /// Small whether positive or negative.
    fn signed(&mut self, number: i64) {
        self.number((number << 1).cast_unsigned() ^ (number >> 63).cast_unsigned());
    }

    fn text(&mut self, text: &str) {
        self.number(text.len() as u64);
        self.bytes.extend_from_slice(text.as_bytes());
    }

    fn name(&mut self, text: &str) {
        let number = self.names.number(text);
        self.number(number);
    }

    fn record(&mut self, fields: impl FnOnce(&mut Self)) {
        let start = self.bytes.len();
        fields(self);
        let end = self.bytes.len();
        self.number((end - start) as u64);
        let length = self.bytes.len() - end;
        self.bytes[start..].rotate_right(length);
    }
}

/// Reads records.
pub(super) struct Reader<'a> {
    bytes: &'a [u8],
    names: &'a [Name],
}

impl<'a> Reader<'a> {
    /// The names are those that [`super::name::read`] gives.
    pub(super) fn new(bytes: &'a [u8], names: &'a [Name]) -> Self {
        Self { bytes, names }
    }

    /// The next field.
    pub(super) fn take<T: Packed>(&mut self) -> Result<T, Torn> {
        T::unpack(self)
    }

    #[inline]
    fn number(&mut self) -> Result<u64, Torn> {
        // Most numbers are small.
        if let [byte @ 0..0x80, rest @ ..] = self.bytes {
            self.bytes = rest;
            return Ok(u64::from(*byte));
        }
        self.long_number()
    }

    fn long_number(&mut self) -> Result<u64, Torn> {
        let mut number = 0;
        for (place, byte) in self.bytes.iter().enumerate() {
            if place == 10 {
                return Err(Torn);
            }
            number |= u64::from(byte & 0x7f) << (7 * place);
            if byte & 0x80 == 0 {
                self.bytes = &self.bytes[place + 1..];
                return Ok(number);
            }
        }
        if self.bytes.is_empty() { Ok(0) } else { Err(Torn) }
    }

    fn signed(&mut self) -> Result<i64, Torn> {
        let number = self.number()?;
        Ok((number >> 1).cast_signed() ^ -(number & 1).cast_signed())
    }

    fn split(&mut self) -> Result<&'a [u8], Torn> {
        let length = usize::try_from(self.number()?).map_err(|_| Torn)?;
        let (head, tail) = self.bytes.split_at_checked(length).ok_or(Torn)?;
        self.bytes = tail;
        Ok(head)
    }

    fn text(&mut self) -> Result<&'a str, Torn> {
        std::str::from_utf8(self.split()?).map_err(|_| Torn)
    }

    fn name(&mut self) -> Result<&'a Name, Torn> {
        let number = usize::try_from(self.number()?).map_err(|_| Torn)?;
        self.names.get(number).ok_or(Torn)
    }

    fn record<T>(&mut self, fields: impl FnOnce(&mut Self) -> Result<T, Torn>) -> Result<T, Torn> {
        let mut inside = Self { bytes: self.split()?, names: self.names };
        fields(&mut inside)
    }
}

impl Packed for u64 {
    fn pack(&self, to: &mut Writer<'_>) {
        to.number(*self);
    }

    fn unpack(from: &mut Reader<'_>) -> Result<Self, Torn> {
        from.number()
    }
}

impl Packed for u32 {
    fn pack(&self, to: &mut Writer<'_>) {
        to.number(u64::from(*self));
    }

    fn unpack(from: &mut Reader<'_>) -> Result<Self, Torn> {
        Self::try_from(from.number()?).map_err(|_| Torn)
    }
}

impl Packed for bool {
    fn pack(&self, to: &mut Writer<'_>) {
        to.number(u64::from(*self));
    }

    fn unpack(from: &mut Reader<'_>) -> Result<Self, Torn> {
        Ok(from.number()? != 0)
    }
}

impl Packed for f64 {
    /// Whole and other plain numbers have their bits at one end: turned round they are short.
    fn pack(&self, to: &mut Writer<'_>) {
        to.number(self.to_bits().swap_bytes());
    }

    fn unpack(from: &mut Reader<'_>) -> Result<Self, Torn> {
        Ok(Self::from_bits(from.number()?.swap_bytes()))
    }
}

impl Packed for String {
    fn pack(&self, to: &mut Writer<'_>) {
        to.text(self);
    }

    fn unpack(from: &mut Reader<'_>) -> Result<Self, Torn> {
        Ok(from.text()?.to_owned())
    }
}

impl Packed for Box<str> {
    fn pack(&self, to: &mut Writer<'_>) {
        to.text(self);
    }

    fn unpack(from: &mut Reader<'_>) -> Result<Self, Torn> {
        Ok(from.text()?.into())
    }
}

impl Packed for Name {
    fn pack(&self, to: &mut Writer<'_>) {
        to.name(self);
    }

    fn unpack(from: &mut Reader<'_>) -> Result<Self, Torn> {
        Ok(Arc::clone(from.name()?))
    }
}

impl Packed for FieldId {
    fn pack(&self, to: &mut Writer<'_>) {
        to.name(self.as_str());
    }

    fn unpack(from: &mut Reader<'_>) -> Result<Self, Torn> {
        Ok(Self::from(Arc::clone(from.name()?)))
    }
}

impl Packed for OptionId {
    fn pack(&self, to: &mut Writer<'_>) {
        to.name(self.as_str());
    }

    fn unpack(from: &mut Reader<'_>) -> Result<Self, Torn> {
        Ok(Self::from(Arc::clone(from.name()?)))
    }
}

impl Packed for IterationId {
    fn pack(&self, to: &mut Writer<'_>) {
        to.name(self.as_str());
    }

    fn unpack(from: &mut Reader<'_>) -> Result<Self, Torn> {
        Ok(Self::from(Arc::clone(from.name()?)))
    }
}

impl Packed for ItemId {
    fn pack(&self, to: &mut Writer<'_>) {
        to.text(self.as_str());
    }

    fn unpack(from: &mut Reader<'_>) -> Result<Self, Torn> {
        Ok(Self::from(from.text()?))
    }
}

impl Packed for ContentId {
    fn pack(&self, to: &mut Writer<'_>) {
        to.text(self.as_str());
    }

    fn unpack(from: &mut Reader<'_>) -> Result<Self, Torn> {
        Ok(Self::from(from.text()?))
    }
}

/// 1 January 2020 in Unix seconds: most stamps are not far from it.
const EPOCH: i64 = 1_577_836_800;

impl Packed for Timestamp {
    /// GitHub's stamps have no fraction; ours may have one.
    fn pack(&self, to: &mut Writer<'_>) {
        let nanos = self.timestamp_subsec_nanos();
        let seconds = self.timestamp() - EPOCH;
        to.signed(seconds * 2 + i64::from(nanos > 0));
        if nanos > 0 {
            to.number(u64::from(nanos));
        }
    }

    fn unpack(from: &mut Reader<'_>) -> Result<Self, Torn> {
        let number = from.signed()?;
        let nanos = if number & 1 == 1 { from.take()? } else { 0 };
        Self::from_timestamp((number >> 1) + EPOCH, nanos).ok_or(Torn)
    }
}

impl Packed for Date {
    fn pack(&self, to: &mut Writer<'_>) {
        to.signed(i64::from(self.num_days_from_ce()));
    }

    fn unpack(from: &mut Reader<'_>) -> Result<Self, Torn> {
        let days = i32::try_from(from.signed()?).map_err(|_| Torn)?;
        Self::from_num_days_from_ce_opt(days).ok_or(Torn)
    }
}

impl<T: Packed> Packed for Option<T> {
    fn pack(&self, to: &mut Writer<'_>) {
        to.number(u64::from(self.is_some()));
        if let Some(thing) = self {
            thing.pack(to);
        }
    }

    fn unpack(from: &mut Reader<'_>) -> Result<Self, Torn> {
        (from.number()? != 0).then(|| from.take()).transpose()
    }
}

impl<T: Packed> Packed for Vec<T> {
    fn pack(&self, to: &mut Writer<'_>) {
        pack_all(self, to);
    }

    fn unpack(from: &mut Reader<'_>) -> Result<Self, Torn> {
        let length = usize::try_from(from.number()?).map_err(|_| Torn)?;
        // Every element takes a byte at least: a greater length is damage, and no reason to ask for that much memory.
        if length > from.bytes.len() {
            return Err(Torn);
        }
        // Collecting results would guess the capacity, and most lists are short: half the memory of an item.
        let mut list = Self::with_capacity(length);
        for _ in 0..length {
            list.push(from.take()?);
        }
        Ok(list)
    }
}

fn pack_all<T: Packed>(all: &[T], to: &mut Writer<'_>) {
    to.number(all.len() as u64);
    for thing in all {
        thing.pack(to);
    }
}

impl<T: Packed> Packed for Box<[T]> {
    fn pack(&self, to: &mut Writer<'_>) {
        pack_all(self, to);
    }

    fn unpack(from: &mut Reader<'_>) -> Result<Self, Torn> {
        Ok(from.take::<Vec<T>>()?.into())
    }
}

impl<T: Packed> Packed for Box<T> {
    fn pack(&self, to: &mut Writer<'_>) {
        (**self).pack(to);
    }

    fn unpack(from: &mut Reader<'_>) -> Result<Self, Torn> {
        Ok(Self::new(from.take()?))
    }
}

impl<T: Packed> Packed for Listed<T> {
    fn pack(&self, to: &mut Writer<'_>) {
        pack_all(&self.some, to);
        self.total.pack(to);
    }

    fn unpack(from: &mut Reader<'_>) -> Result<Self, Torn> {
        let some: Vec<T> = from.take()?;
        Ok(Self { some: some.into(), total: from.take()? })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn round_trip<T: Packed>(thing: &T) -> Result<T, Torn> {
        let mut names = Names::default();
        let bytes = Writer::new(&mut names).packed(thing).to_vec();
        let known: Vec<Name> = names.in_order();
        Reader::new(&bytes, &known).take()
    }

    proptest! {
        #[test]
        fn numbers_texts_and_moments_come_back_as_they_were(
            number: u64, real: f64, text: String, seconds in -8_000_000_000_i64..8_000_000_000, nanos in 0..1_000_000_000_u32
        ) {
            let at = Timestamp::from_timestamp(seconds, nanos).expect("a moment within centuries");
            prop_assert_eq!(round_trip(&number), Ok(number));
            prop_assert_eq!(round_trip(&real).map(f64::to_bits), Ok(real.to_bits()));
            prop_assert_eq!(round_trip(&text), Ok(text.clone()));
            prop_assert_eq!(round_trip(&at), Ok(at));
            prop_assert_eq!(round_trip(&at.date_naive()), Ok(at.date_naive()));
            prop_assert_eq!(round_trip(&vec![Some(Name::from(text.as_str())), None]), Ok(vec![Some(text.as_str().into()), None]));
        }

        #[test]
        fn damaged_bytes_are_refused_or_read_but_never_panic(bytes: Vec<u8>) {
            let names = [Name::from("one"), Name::from("two")];
            drop(Reader::new(&bytes, &names).take::<crate::domain::Item>());
            drop(Reader::new(&bytes, &names).take::<Logged>());
        }
    }

    #[test]
    fn a_field_beyond_the_end_of_an_older_record_is_empty() {
        let mut names = Names::default();
        let mut writer = Writer::new(&mut names);
        writer.record(|to| 7_u64.pack(to));
        8_u64.pack(&mut writer);
        let mut reader = Reader::new(&writer.bytes, &[]);
        let newer = reader.record(|from| {
            Ok((from.take::<u64>()?, from.take::<Option<String>>()?, from.take::<Vec<u32>>()?))
        });
        assert_eq!(newer, Ok((7, None, vec![])));
        assert_eq!(reader.take::<u64>(), Ok(8), "what follows the record is not touched");
    }

    #[test]
    fn a_long_record_is_found_again_behind_its_length() {
        let mut names = Names::default();
        let mut writer = Writer::new(&mut names);
        let long = "x".repeat(300);
        writer.record(|to| long.pack(to));
        let read = Reader::new(&writer.bytes, &[]).record(Reader::take::<String>);
        assert_eq!(read, Ok(long));
    }
}
