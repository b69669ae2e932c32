//! Steps back and forth.

/// How many steps back are kept.
const STEPS: usize = 100;

/// What the document was before, and what it was before a step back.
#[derive(Debug, Clone)]
pub struct Undo<D> {
    past: Vec<D>,
    future: Vec<D>,
    /// What the last step wrote in, as long as nothing else was done.
    field: Option<String>,
}

impl<D> Default for Undo<D> {
    fn default() -> Self {
        Self { past: vec![], future: vec![], field: None }
    }
}

impl<D: Clone> Undo<D> {
    /// Notes a step: what the document was before it. Steps in one field, one after the other, are one.
    pub fn note(&mut self, before: D, field: Option<String>) {
        let goes_on = field.is_some() && self.field == field && !self.past.is_empty();
        self.field = field;
        self.future.clear();
        if goes_on {
            return;
        }
        self.past.push(before);
        if self.past.len() > STEPS {
            self.past.remove(0);
        }
    }

    /// The document before the last step.
    pub fn back(&mut self, now: &D) -> Option<D> {
        let before = self.past.pop()?;
        self.future.push(now.clone());
        self.field = None;
        Some(before)
    }

    /// The document before the last step back.
    pub fn forth(&mut self, now: &D) -> Option<D> {
        let after = self.future.pop()?;
        self.past.push(now.clone());
        self.field = None;
        Some(after)
    }

    /// Whether there is a step back, and one forth.
    pub const fn can(&self) -> (bool, bool) {
        (!self.past.is_empty(), !self.future.is_empty())
    }
}
