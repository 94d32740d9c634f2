//! Collecting whom the terms propose, up to a bound.

use tantivy::collector::{Collector, SegmentCollector};
use tantivy::{DocAddress, DocId, Score, SegmentOrdinal, SegmentReader};

/// Takes documents until there are too many to be judged, and counts all.
pub(super) struct UpTo(pub usize);

/// What was collected.
pub(super) struct Proposed {
    pub documents: Vec<DocAddress>,
    pub count: usize,
}

pub(super) struct OfSegment {
    segment: SegmentOrdinal,
    bound: usize,
    documents: Vec<DocAddress>,
    count: usize,
}

impl Collector for UpTo {
    type Fruit = Proposed;
    type Child = OfSegment;

    fn for_segment(
        &self,
        segment: SegmentOrdinal,
        _: &SegmentReader,
    ) -> tantivy::Result<OfSegment> {
        Ok(OfSegment {
            segment,
            bound: self.0,
            documents: Vec::new(),
            count: 0,
        })
    }

    fn requires_scoring(&self) -> bool {
        false
    }

    fn merge_fruits(&self, segments: Vec<Proposed>) -> tantivy::Result<Proposed> {
        let mut all = Proposed {
            documents: Vec::new(),
            count: 0,
        };
        for one in segments {
            all.count += one.count;
            all.documents.extend(one.documents);
        }
        all.documents.truncate(self.0);
        Ok(all)
    }
}

impl SegmentCollector for OfSegment {
    type Fruit = Proposed;

    fn collect(&mut self, document: DocId, _: Score) {
        self.count += 1;
        if self.documents.len() < self.bound {
            self.documents.push(DocAddress::new(self.segment, document));
        }
    }

    fn harvest(self) -> Proposed {
        Proposed {
            documents: self.documents,
            count: self.count,
        }
    }
}
