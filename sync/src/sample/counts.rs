//! How many people of each age and sex live in each Comune.

use schema::comuni;

use super::model::START;

/// Ages 0 to 99, and 100 and over.
pub(super) const AGES: usize = 101;

/// The residents of a Comune by age and sex (0 men, 1 women).
#[derive(Debug, Clone)]
pub(super) struct Cells {
    /// ISTAT code.
    pub(super) istat: String,
    /// Belfiore code.
    pub(super) belfiore: String,
    /// Name.
    pub(super) name: String,
    /// People, by age and sex.
    pub(super) people: [[u32; 2]; AGES],
}

impl Cells {
    /// People in all.
    pub(super) fn total(&self) -> u32 {
        self.people.iter().flatten().sum()
    }
}

/// Residents of the 47 Comuni on 1 January 2023 (ISTAT; see the head of the file).
const POPULATION: &str = include_str!("../../data/modena_population_2023.tsv");

/// The real counts, in the order of the ISTAT codes.
pub(super) fn real() -> Vec<Cells> {
    let mut all: Vec<Cells> = Vec::new();
    for line in POPULATION.lines() {
        let fields: Vec<&str> = line.split('\t').collect();
        let [istat, age, men, women] = fields.as_slice() else {
            continue;
        };
        let (Ok(age), Ok(men), Ok(women)) = (age.parse::<usize>(), men.parse(), women.parse())
        else {
            continue;
        };
        if all.last().is_none_or(|cells| cells.istat != *istat) {
            let comune = comuni::by_istat(istat, START);
            all.push(Cells {
                istat: (*istat).to_owned(),
                belfiore: comune.map_or(String::new(), |c| c.belfiore.to_owned()),
                name: comune.map_or(String::new(), |c| c.name.to_owned()),
                people: [[0; 2]; AGES],
            });
        }
        if let Some(cell) = all.last_mut().and_then(|cells| cells.people.get_mut(age)) {
            *cell = [men, women];
        }
    }
    all.sort_by(|a, b| a.istat.cmp(&b.istat));
    all
}

/// The counts scaled to this many people in all, by largest remainders: first the Comuni, none of them
/// empty if there are people enough, then the cells of each.
pub(super) fn scaled(residents: u32) -> Vec<Cells> {
    let mut all = real();
    let totals: Vec<u32> = all.iter().map(Cells::total).collect();
    let floor = u32::from(residents as usize >= all.len());
    // Handing the first person out before sharing would bend the real counts: it is given only where the
    // plain share is nothing, and taken from the largest.
    let mut plain = share(residents, &totals);
    if floor == 1 && plain.contains(&0) {
        let rest = share(residents - all.len() as u32, &totals);
        plain = rest.iter().map(|share| share + 1).collect();
    }
    for (cells, wanted) in all.iter_mut().zip(plain) {
        let flat: Vec<u32> = cells.people.iter().flatten().copied().collect();
        for (cell, count) in cells.people.iter_mut().flatten().zip(share(wanted, &flat)) {
            *cell = count;
        }
    }
    all
}

/// Parts `total` after the weights: whole shares first, then one each to the largest remainders.
fn share(total: u32, weights: &[u32]) -> Vec<u32> {
    let sum: u64 = weights.iter().copied().map(u64::from).sum();
    if sum == 0 {
        return vec![0; weights.len()];
    }
    let exact = |weight: u32| u64::from(weight) * u64::from(total);
    let mut shares: Vec<u32> = weights.iter().map(|w| (exact(*w) / sum) as u32).collect();
    let given: u32 = shares.iter().sum();
    let mut order: Vec<usize> = (0..weights.len()).collect();
    order.sort_by_key(|i| (std::cmp::Reverse(exact(weights[*i]) % sum), *i));
    for index in order.into_iter().take((total - given) as usize) {
        shares[index] += 1;
    }
    shares
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_real_counts_are_kept_and_others_come_near() {
        let real = real();
        assert_eq!(real.len(), 47);
        assert_eq!(real.iter().map(Cells::total).sum::<u32>(), 702_521);
        for (a, b) in real.iter().zip(scaled(702_521)) {
            assert_eq!(a.people, b.people, "{}", a.name);
        }
        for residents in [0, 30, 47, 100, 3_000, 70_000, 1_405_042] {
            let scaled = scaled(residents);
            assert_eq!(scaled.iter().map(Cells::total).sum::<u32>(), residents);
            if residents >= 47 {
                assert!(scaled.iter().all(|cells| cells.total() > 0), "{residents}");
            }
        }
        let doubled = scaled(1_405_042);
        assert_eq!(doubled[22].people[40][1], real[22].people[40][1] * 2);
    }
}
