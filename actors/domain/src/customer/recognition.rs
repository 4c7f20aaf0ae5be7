//! How a customer is recognised: names, handles, and proofs of them.

use crate::customer::decide::when;
use crate::customer::{Channel, Customer, Event, PROOF_TRIES, Proof, Refusal, limits};
use crate::handle::{Assurance, HandleKey};
use crate::ids::CustomerId;
use crate::time::Timestamp;

/// What became of a code that was typed.
enum Tried<'a> {
    Right(&'a Proof),
    /// With the events that count the failure.
    Wrong(Vec<Event>),
}

impl Customer {
    pub(super) fn create(
        &self,
        name: Option<&str>,
        language: &str,
        channel: Channel,
        handles: &[(HandleKey, Assurance)],
    ) -> Result<Vec<Event>, Refusal> {
        let name = name.map(limits::named).transpose()?.flatten().map(str::to_owned);
        let language = limits::language(language)?.to_owned();
        let mut surest: Vec<(&HandleKey, Assurance)> = Vec::with_capacity(handles.len());
        for (key, assurance) in handles {
            limits::handle(key)?;
            match surest.iter_mut().find(|(known, _)| *known == key) {
                Some((_, known)) => *known = (*known).max(*assurance),
                None => surest.push((key, *assurance)),
            }
        }
        if surest.len() > limits::HANDLES {
            return Err(Refusal::TooManyHandles);
        }
        let recognised = surest.into_iter().map(|(key, assurance)| recognised(key, assurance));
        Ok([Event::Created { name, language, channel }].into_iter().chain(recognised).collect())
    }

    pub(super) fn identify(&self, name: Option<&str>, claims: &[HandleKey]) -> Result<Vec<Event>, Refusal> {
        let name = name.map(limits::named).transpose()?.flatten();
        let mut events = Vec::new();
        if let (None, Some(name)) = (&self.name, name) {
            events.push(Event::Named { name: name.to_owned() });
        }
        let mut new: Vec<&HandleKey> = Vec::new();
        for key in claims {
            limits::handle(key)?;
            if self.handle(key).is_none() && !new.contains(&key) {
                new.push(key);
            }
        }
        if !new.is_empty() && self.handles.len() + new.len() > limits::HANDLES {
            return Err(Refusal::TooManyHandles);
        }
        events.extend(new.into_iter().map(|key| recognised(key, Assurance::Claimed)));
        Ok(events)
    }

    pub(super) fn attach(&self, key: &HandleKey, assurance: Assurance) -> Result<Vec<Event>, Refusal> {
        limits::handle(key)?;
        self.room_for(key)?;
        let surer = self.handle(key).is_none_or(|known| known.assurance < assurance);
        Ok(when(surer, || recognised(key, assurance)))
    }

    pub(super) fn request_proof(
        &self,
        handle: &HandleKey,
        code_hash: &str,
        expires_at: Timestamp,
        now: Timestamp,
    ) -> Result<Vec<Event>, Refusal> {
        limits::handle(handle)?;
        self.room_for(handle)?;
        limits::later(expires_at, now)?;
        let repeat = self.proof.as_ref().is_some_and(|proof| proof.handle == *handle && proof.code_hash == code_hash);
        Ok(when(!repeat, || Event::ProofRequested { handle: handle.clone(), code_hash: code_hash.to_owned(), expires_at }))
    }

    pub(super) fn prove(&self, code_hash: &str, now: Timestamp) -> Result<Vec<Event>, Refusal> {
        match self.try_code(code_hash, now)? {
            Tried::Wrong(failure) => Ok(failure),
            Tried::Right(proof) => {
                let mut events = self.attach(&proof.handle, Assurance::Proved)?;
                events.push(Event::ProofEnded {});
                Ok(events)
            }
        }
    }

    pub(super) fn prove_and_link(
        &self,
        code_hash: &str,
        to: CustomerId,
        to_name: Option<&str>,
        now: Timestamp,
    ) -> Result<Vec<Event>, Refusal> {
        match self.try_code(code_hash, now)? {
            Tried::Wrong(failure) => Ok(failure),
            Tried::Right(proof) => {
                let linked = self.link(to, to_name, std::slice::from_ref(&proof.handle))?;
                Ok([Event::ProofEnded {}].into_iter().chain(linked).collect())
            }
        }
    }

    fn try_code(&self, code_hash: &str, now: Timestamp) -> Result<Tried<'_>, Refusal> {
        let proof = self.proof.as_ref().filter(|proof| proof.expires_at > now).ok_or(Refusal::NoProof)?;
        if proof.code_hash == code_hash {
            return Ok(Tried::Right(proof));
        }
        let mut failure = vec![Event::ProofFailed { handle: proof.handle.clone() }];
        if proof.failures + 1 >= PROOF_TRIES {
            failure.push(Event::ProofEnded {});
        }
        Ok(Tried::Wrong(failure))
    }
}

fn recognised(key: &HandleKey, assurance: Assurance) -> Event {
    let handle = key.clone();
    if assurance.attaches() { Event::HandleAttached { handle, assurance } } else { Event::HandleClaimed { handle, assurance } }
}
