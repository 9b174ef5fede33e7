//! What is packed beside what it was packed of.

use std::net::{Ipv4Addr, Ipv6Addr};

use proptest::prelude::*;

use super::*;
use crate::catalogue::Catalogue;

fn packed(permissions: &Permissions, networks: &AllowedNetworks, shared: &Shared) -> Vec<u8> {
    pack("Zähler", permissions, networks, shared).unwrap()
}

#[test]
fn an_action_keeps_its_meaning_whatever_the_catalogue_becomes() {
    let catalogue = |actions: &[&str]| {
        let action =
            |name: &&str| format!("{name} = {{ kind = 'read', method = 'GET', path = '/{name}', summary = 's' }}\n");
        let actions: String = actions.iter().map(action).collect();
        Catalogue::from_toml(&format!("[resources.r.actions]\n{actions}")).unwrap()
    };
    let (before, after) = (catalogue(&["a", "b", "gone"]), catalogue(&["b", "new", "gone", "z"]));
    let shared = Shared::default();
    let none = AllowedNetworks::default();
    let other = packed(&Permissions::Custom(["r.z".to_owned(), "r.a".to_owned()].into()), &none, &shared);
    let listed = Permissions::Custom(["r.b".to_owned(), "r.gone".to_owned()].into());
    let bytes = packed(&listed, &none, &shared);
    for (catalogue, id, admitted) in [
        (&before, "r.a", false),
        (&before, "r.b", true),
        (&before, "r.gone", true),
        (&after, "r.b", true),
        (&after, "r.new", false),
        (&after, "r.gone", true),
        (&after, "r.z", false),
    ] {
        let action = catalogue.action(id);
        assert!(action.is_some(), "{id}");
        assert_eq!(Packed::read(&bytes, &shared).unwrap().admits(action), admitted, "{id}");
    }
    assert!(Packed::read(&other, &shared).unwrap().admits(after.action("r.z")));
    assert_eq!(Packed::read(&bytes, &shared).unwrap().permissions(), listed);
    assert!(!Packed::read(&bytes, &shared).unwrap().admits(None));
}

#[test]
fn more_names_than_there_are_numbers_for_are_not_packed() {
    let shared = Shared::default();
    let many = Permissions::Custom((0..=NAMES).map(|n| format!("r.{n}")).collect());
    assert!(pack("", &many, &AllowedNetworks::default(), &shared).is_none());
    assert!(shared.names.known.load().names.is_empty(), "and they take no place");
}

proptest! {
    #[test]
    fn it_admits_what_was_packed_and_nothing_else(
        lists in prop::collection::vec(prop::collection::btree_set(0_usize..239, 1..40), 1..6),
        kind in 0_usize..3,
        networks in prop::collection::vec((any::<[u8; 16]>(), any::<bool>(), 0_u8..=128), 0..8),
        near in any::<[u8; 16]>(),
        bits in 0_u32..128,
    ) {
        let catalogue = Catalogue::built_in().unwrap();
        let all: Vec<&Action> = catalogue.resources().iter().flat_map(|r| &r.actions).collect();
        let shared = Shared::default();
        let text = |(octets, v4, length): &([u8; 16], bool, u8)| match v4 {
            true => format!("{}/{}", Ipv4Addr::from_octets([octets[0], octets[1], octets[2], octets[3]]), length % 33),
            false => format!("{}/{length}", Ipv6Addr::from_octets(*octets)),
        };
        let networks_text = networks.iter().map(text).collect::<Vec<_>>().join(" ");
        let allowed = AllowedNetworks::parse(&networks_text).unwrap();
        let mut kept = Vec::new();
        for list in lists {
            let listed = Permissions::Custom(list.iter().map(|n| all[*n].id.clone()).collect());
            let permissions = [Permissions::All, Permissions::ReadOnly, listed][kind].clone();
            // Once by itself, and then as one of several that have the same.
            for _ in 0..3 {
                kept.push((packed(&permissions, &allowed, &shared), permissions.clone()));
            }
        }
        // Addresses that differ from the networks' in one bit, and others.
        let flip = |octets: [u8; 16]| Ipv6Addr::from_bits(u128::from_be_bytes(octets) ^ (1 << bits)).octets();
        let own = networks.iter().flat_map(|(octets, ..)| [*octets, flip(*octets)]);
        let addresses: Vec<IpAddr> = own.chain([near]).flat_map(|octets| {
            let first = [octets[0], octets[1], octets[2], octets[3]];
            [IpAddr::from(octets), IpAddr::from(first), IpAddr::from(Ipv4Addr::from(first).to_ipv6_mapped())]
        }).collect();
        for (bytes, permissions) in kept {
            let packed = Packed::read(&bytes, &shared).unwrap();
            for action in all.iter().copied().map(Some).chain([None]) {
                prop_assert_eq!(packed.admits(action), permissions.admit(action));
            }
            for address in addresses.iter().copied().map(Some).chain([None]) {
                prop_assert_eq!(packed.admits_from(address), allowed.admit(address));
            }
            prop_assert_eq!(packed.permissions(), permissions);
            prop_assert_eq!(packed.networks(), allowed.clone());
            prop_assert_eq!(packed.name, "Zähler");
        }
    }

    #[test]
    fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..40)) {
        let shared = Shared::default();
        if let Some(packed) = Packed::read(&bytes, &shared) {
            packed.admits_from(Some(Ipv4Addr::LOCALHOST.into()));
            packed.admits_from(Some(Ipv6Addr::LOCALHOST.into()));
            let _ = (packed.admits(None), packed.permissions(), packed.networks());
        }
    }
}
