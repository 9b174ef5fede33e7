//! How far a look through leaks reaches: every organization in which its person may shut tokens, each with a proof of
//! its own. Nowhere else does a proof of one organization lead to that of another.

use std::sync::Arc;

use super::{Granted, Holder, Membership, Person, Privilege, Role, SearchLeaks, ShutTokens};
use crate::id::Id;
use crate::organizations::Organization;

/// The organizations whose tokens someone may shut.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reach {
    /// Every one of the installation.
    Everywhere,
    /// These.
    Within(Vec<Id<Organization>>),
}

impl Granted<SearchLeaks> {
    /// How far the look reaches.
    pub fn reach(&self) -> Reach {
        match &self.holder {
            Holder::Person(person) if person.all_organizations => Reach::Everywhere,
            Holder::Person(person) => {
                let shutting = person.memberships.iter().filter(|m| ShutTokens::held_by(m.role));
                Reach::Within(shutting.map(|m| m.organization).collect())
            }
            Holder::Program => Reach::Within(vec![self.organization]),
            // No token is admitted for this.
            Holder::Token(_) => Reach::Within(Vec::new()),
        }
    }

    /// The proof in one organization, in the role that the person holds there; none if that role doesn't shut tokens.
    /// Whoever is support for the whole installation is support where they don't belong.
    pub fn within(&self, organization: Id<Organization>, name: &str) -> Option<Granted<ShutTokens>> {
        let person = match &self.holder {
            Holder::Person(person) => person,
            Holder::Program => {
                return (organization == self.organization)
                    .then(|| Granted::to_program(self.actor.principal.clone(), organization));
            }
            Holder::Token(_) => return None,
        };
        let own = person.memberships.iter().find(|m| m.organization == organization).cloned();
        let as_support = || Membership { organization, organization_name: name.to_owned(), role: Role::Support };
        let current = own.or_else(|| person.all_organizations.then(as_support))?;
        let there = Person { current, ..Person::clone(person) };
        Granted::to_person(Arc::new(there), self.actor.address).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chance::Chance;
    use crate::clock::{Clock, Timestamp};

    fn id<T>(seed: u64) -> Id<T> {
        Id::new(&Clock::fixed(Timestamp(0)), &Chance::seeded(seed))
    }

    /// A person with these roles in the organizations 0, 1, 2…, who looks at the first.
    fn person(roles: &[Role], all_organizations: bool) -> Arc<Person> {
        let memberships: Vec<Membership> = (0..)
            .zip(roles)
            .map(|(n, role)| Membership { organization: id(n), organization_name: String::new(), role: *role })
            .collect();
        let (name, email) = ("Sam".to_owned(), "sam@acme.example".to_owned());
        let current = memberships[0].clone();
        Arc::new(Person { id: id(9), name, email, current, memberships, all_organizations, language: None })
    }

    #[test]
    fn it_reaches_where_the_role_shuts_tokens_and_each_proof_is_of_that_organization_and_role() {
        let sam = person(&[Role::Support, Role::Member, Role::Administrator], false);
        let may: Granted<SearchLeaks> = Granted::to_person(sam, None).unwrap();
        assert_eq!(may.reach(), Reach::Within(vec![id(0), id(2)]));
        for (n, role) in [(0, Some(Role::Support)), (1, None), (2, Some(Role::Administrator)), (3, None)] {
            let proof = may.within(id(n), "");
            assert_eq!(proof.as_ref().and_then(|p| p.actor().role), role, "organization {n}");
            if let Some(proof) = proof {
                assert_eq!((proof.organization(), proof.also::<ShutTokens>().unwrap().organization()), (id(n), id(n)));
            }
        }
    }

    #[test]
    fn support_for_the_whole_installation_is_support_where_it_does_not_belong() {
        let may: Granted<SearchLeaks> = Granted::to_person(person(&[Role::Administrator], true), None).unwrap();
        assert_eq!(may.reach(), Reach::Everywhere);
        let role = |n| may.within(id(n), "").unwrap().actor().role;
        assert_eq!((role(0), role(7)), (Some(Role::Administrator), Some(Role::Support)));
        assert!(may.within(id(7), "").unwrap().also::<super::super::ManageTokens>().is_err(), "and no more than that");
    }

    #[test]
    fn who_has_no_person_reaches_their_one_organization() {
        let may: Granted<SearchLeaks> = Granted::to_command_line(id(1));
        assert_eq!(may.reach(), Reach::Within(vec![id(1)]));
        assert!(may.within(id(1), "").is_some() && may.within(id(2), "").is_none());
    }
}
