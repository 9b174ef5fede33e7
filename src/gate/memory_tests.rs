//! The memory under every order of events: readings and changes interleaved step by step.

use std::collections::BTreeSet;

use super::*;
use crate::clock::Timestamp;
use crate::id::Id;
use crate::tokens::{AllowedNetworks, Facts, Kind, Permissions, Policy, Status};

const HANDLE: &str = "4fT9kQ2m";

fn policy(handle: &str, active: bool) -> Policy {
    let id = |n: u8| [n; 12];
    let facts =
        Facts { active, deleted_at: None, compromised_at: None, expires_at: None, ends_at: None, paused_until: None };
    Policy {
        id: Id::from_bytes(id(1)),
        handle: handle.to_owned(),
        digest: "00".repeat(32),
        name: "Billing export".to_owned(),
        kind: Kind::Application,
        organization_id: Id::from_bytes(id(2)),
        application_id: Some(Id::from_bytes(id(3))),
        owner_name: "Metering".to_owned(),
        facts,
        application_blocked: false,
        organization_blocked: false,
        rule_blocked: false,
        person_blocked: false,
        person_role: String::new(),
        permissions: Permissions::All,
        networks: AllowedNetworks::default(),
    }
}

fn touched() -> [Touched; 3] {
    let id = |n: u8| Id::<()>::from_bytes([n; 12]).to_string();
    [Touched::Token(HANDLE.to_owned()), Touched::Organization(id(2)), Touched::Application(id(3))]
}

/// A database with one token, a memory, and those who use them, each somewhere in what they do.
struct World {
    memory: Memory,
    active: bool,
    /// How far each has come, and what a reader holds.
    readers: Vec<(usize, Option<Reading>, Option<Read>)>,
    writers: Vec<(usize, Touched)>,
}

impl World {
    fn new(readers: usize, writers: &[Touched]) -> Self {
        Self {
            memory: Memory::default(),
            active: true,
            readers: (0..readers).map(|_| (0, None, None)).collect(),
            writers: writers.iter().map(|touched| (0, touched.clone())).collect(),
        }
    }

    /// The next step of someone: readers first, then writers.
    fn step(&mut self, who: usize) {
        if let Some((step, reading, read)) = self.readers.get_mut(who) {
            match *step {
                0 => *reading = Some(self.memory.begin()),
                1 => *read = Some(Read::new(policy(HANDLE, self.active))),
                _ => self.memory.take_in(reading.unwrap(), read.as_ref().unwrap()),
            }
            *step += 1;
            return;
        }
        let (step, touched) = &mut self.writers[who - self.readers.len()];
        match *step {
            0 => self.memory.before(std::slice::from_ref(touched)),
            1 => self.active = !self.active,
            _ => self.memory.after(std::slice::from_ref(touched)),
        }
        *step += 1;
    }

    fn remembered(&self) -> Option<bool> {
        match self.memory.look(HANDLE, |_, subject| subject.facts.status(Timestamp(0)) == Status::Active) {
            Known::Entry(active) => Some(active),
            Known::NoToken => panic!("the token is there"),
            Known::Ask => None,
        }
    }

    /// While no change is under way, nothing but the truth is remembered.
    fn check(&self, order: &[usize]) {
        let under_way = self.writers.iter().any(|(step, _)| (1..3).contains(step));
        if !under_way && let Some(active) = self.remembered() {
            assert_eq!(active, self.active, "after the steps of {order:?}");
        }
    }
}

/// Every order in which each takes three steps.
fn orders(left: &mut [usize], order: &mut Vec<usize>, found: &mut Vec<Vec<usize>>) {
    if left.iter().all(|left| *left == 0) {
        found.push(order.clone());
        return;
    }
    for who in 0..left.len() {
        if left[who] > 0 {
            left[who] -= 1;
            order.push(who);
            orders(left, order, found);
            order.pop();
            left[who] += 1;
        }
    }
}

fn in_every_order(readers: usize, writers: &[Touched]) -> BTreeSet<Option<bool>> {
    let mut found = Vec::new();
    orders(&mut vec![3; readers + writers.len()], &mut Vec::new(), &mut found);
    let mut ends = BTreeSet::new();
    for order in found {
        let mut world = World::new(readers, writers);
        for (index, who) in order.iter().enumerate() {
            world.step(*who);
            world.check(&order[..=index]);
        }
        ends.insert(world.remembered());
    }
    ends
}

#[test]
fn a_slow_reading_never_leaves_what_a_change_made_old() {
    for touched in touched() {
        let ends = in_every_order(2, std::slice::from_ref(&touched));
        assert_eq!(ends, [None, Some(false)].into(), "{touched:?}: forgotten or true, and both happen");
    }
}

#[test]
fn two_changes_at_once_leave_nothing_old_either() {
    let [token, organization, _] = touched();
    for writers in [[token.clone(), token.clone()], [token, organization]] {
        let ends = in_every_order(1, &writers);
        assert_eq!(ends, [None, Some(true)].into(), "{writers:?}");
    }
}

#[test]
fn a_change_that_is_never_settled_stays_forgotten() {
    let mut world = World::new(1, &touched()[..1]);
    world.step(1);
    for _ in 0..3 {
        world.step(0);
    }
    assert_eq!(world.remembered(), None);
}

#[test]
fn what_is_not_touched_stays() {
    let memory = Memory::default();
    memory.take_in(memory.begin(), &Read::new(policy(HANDLE, true)));
    let elsewhere = "f".repeat(24);
    for touched in [
        Touched::Token("zzzzzzzz".to_owned()),
        Touched::Application(elsewhere.clone()),
        Touched::Organization(elsewhere),
    ] {
        memory.before(std::slice::from_ref(&touched));
        memory.after(std::slice::from_ref(&touched));
        assert_eq!(memory.len(), 1, "{touched:?}");
    }
}

#[test]
fn it_never_holds_more_than_it_may() {
    let memory = Memory::with_capacity(SHARDS * 4);
    for n in 0..5_000 {
        memory.take_in(memory.begin(), &Read::new(policy(&format!("{n:08}"), true)));
    }
    assert!(memory.len() <= SHARDS * 4, "{}", memory.len());
    let last = memory.look("00004999", |entry, _| entry.handle);
    assert!(matches!(last, Known::Entry(handle) if Some(handle) == Handle::parse("00004999")), "the latest is there");
    memory.forget();
    assert_eq!(memory.len(), 0);
}

#[test]
fn long_lists_make_place_for_each_other_and_come_back_whole() {
    let memory = Memory::with_capacity(SHARDS * 100);
    let listed = |n: usize| (0..200).map(|action| format!("resource{}.action{action}", n % 7)).collect();
    let networks: Vec<String> = (0..50).map(|n| format!("2001:db8::{n:x}")).collect();
    let networks = AllowedNetworks::parse(&networks.join(" ")).unwrap();
    let mut remembered = 0;
    for n in 0..4_000 {
        let handle = format!("{n:08}");
        let (permissions, networks) = (Permissions::Custom(listed(n)), networks.clone());
        let long = Policy { permissions: permissions.clone(), networks: networks.clone(), ..policy(&handle, true) };
        memory.take_in(memory.begin(), &Read::new(long));
        let kept =
            memory.look(&handle, |_, subject| (subject.grants.permissions().into_owned(), subject.grants.networks()));
        assert!(matches!(kept, Known::Entry(kept) if kept == (permissions, networks)), "{n}");
        remembered = remembered.max(memory.len());
    }
    assert!((SHARDS..SHARDS * 50).contains(&remembered), "far fewer than there may be of short ones: {remembered}");
}

#[test]
fn a_pause_and_a_personal_token_are_not_remembered() {
    let memory = Memory::default();
    let mut paused = policy(HANDLE, true);
    paused.facts.paused_until = Some(Timestamp(1));
    let personal = Policy { application_id: None, ..policy("4fT9kQ2n", true) };
    for policy in [paused, personal] {
        memory.take_in(memory.begin(), &Read::new(policy));
    }
    assert_eq!(memory.len(), 0);
}

#[test]
fn to_forget_often_takes_no_more_memory() {
    let memory = Memory::default();
    for _ in 0..50 {
        memory.forget();
        // Taken in before all handles are read again, as by a request in between.
        memory.take_in(memory.begin(), &Read::new(policy(HANDLE, true)));
        memory.note_handle(HANDLE);
        memory.note_handle("zzzzzzzz");
    }
    let slots: usize = memory.shards.iter().map(|shard| shard.read().unwrap().slots()).sum();
    assert_eq!(slots, 2);
}

/// Announced before, and committed after the page of handles was read on which it would stand.
#[test]
fn a_token_that_is_being_made_is_not_forgotten() {
    let memory = Memory::default();
    memory.before(&[Touched::Token(HANDLE.to_owned())]);
    memory.forget();
    memory.complete.store(true, Ordering::Release);
    assert!(matches!(memory.look(HANDLE, |_, _| ()), Known::Ask));
    assert!(matches!(memory.look("zzzzzzzz", |_, _| ()), Known::NoToken));
}

proptest::proptest! {
    /// Whatever a token is: what is remembered of it is what was read, or it isn't remembered.
    #[test]
    fn what_is_remembered_is_what_was_read(
        id in proptest::prelude::any::<[u8; 12]>(),
        name in ".{0,100}",
        flags in 0_u8..16,
        end in proptest::option::of(proptest::prop_oneof![
            0..=5_000_000_000_000_i64, 1_577_836_799_990..1_577_836_800_010_i64, 5_975_883_311_090..5_975_883_311_110_i64,
        ]),
        others in 0_usize..40,
    ) {
        const FITS: std::ops::Range<i64> = 1_577_836_800_000..1_577_836_800_000 + (1 << 42) - 1;
        let flag = |bit: u8| flags & (1 << bit) != 0;
        let since = |bit| flag(bit).then_some(Timestamp(1_790_000_000_000));
        let mut read = policy(HANDLE, flag(0));
        (read.id, read.name, read.rule_blocked) = (Id::from_bytes(id), name.clone(), flag(3));
        (read.facts.deleted_at, read.facts.compromised_at) = (since(1), since(2));
        read.facts.expires_at = end.map(Timestamp);
        let memory = Memory::with_capacity(64);
        memory.take_in(memory.begin(), &Read::new(read));
        // What lies beside it comes and goes.
        for n in 0..others {
            memory.take_in(memory.begin(), &Read::new(policy(&format!("4fT9k{n:03}"), true)));
        }
        let is_kept = !matches!(memory.look(HANDLE, |_, _| ()), Known::Ask) && others == 0;
        let seen = memory.look(HANDLE, |_, subject| {
            let facts = subject.facts;
            let flags = [facts.active, facts.deleted_at.is_some(), facts.compromised_at.is_some(), subject.breaks_rule];
            (subject.id.to_bytes(), subject.name.to_owned(), flags, facts.end().map(|end| end.0))
        });
        if let Known::Entry(seen) = seen {
            proptest::prop_assert_eq!(seen, (id, name, [flag(0), flag(1), flag(2), flag(3)], end));
        }
        if others == 0 {
            proptest::prop_assert_eq!(is_kept, end.is_none_or(|end| FITS.contains(&end)));
        }
    }
}
