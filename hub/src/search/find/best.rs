//! The best of many, as many as are wanted.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use tantivy::DocAddress;

/// What somebody is worth, and who it is: of two who are worth the same the earlier is greater.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Ranked(u32, Reverse<DocAddress>);

impl Ranked {
    pub fn new(worth: u32, document: DocAddress) -> Self {
        Self(worth, Reverse(document))
    }
}

/// So many of the best.
pub(super) struct Best {
    most: usize,
    /// The worst of them on top.
    heap: BinaryHeap<Reverse<Ranked>>,
}

impl Best {
    pub fn new(most: usize) -> Self {
        Self {
            most,
            heap: BinaryHeap::with_capacity(most + 1),
        }
    }

    /// True if this one would be among them.
    pub fn takes(&self, one: &Ranked) -> bool {
        self.heap.len() < self.most || self.heap.peek().is_some_and(|worst| *one > worst.0)
    }

    pub fn push(&mut self, one: Ranked) {
        self.heap.push(Reverse(one));
        if self.heap.len() > self.most {
            self.heap.pop();
        }
    }

    /// The best first.
    pub fn into_documents(self) -> Vec<DocAddress> {
        let sorted = self.heap.into_sorted_vec();
        sorted
            .into_iter()
            .map(|Reverse(Ranked(_, Reverse(address)))| address)
            .collect()
    }
}
