//! Families out of counts: who lives with whom in one Comune on 1 January 2023.
//!
//! The counts are taken to the last person: each family takes its members out of the cells of age and sex,
//! and whoever is left lives alone.

use schema::codes::{InstitutionKind, Kinship, MaritalStatus, Sex};
use schema::date::Day;

use super::counts::{AGES, Cells};
use super::dice::Dice;
use super::model::{Household, Person, flag};

/// The people of one Comune, households in order, members of each in order behind its `first`.
#[derive(Debug, Default)]
pub(super) struct Families {
    /// People.
    pub(super) persons: Vec<Person>,
    /// Households.
    pub(super) households: Vec<Household>,
}

const MEN: usize = 0;
const WOMEN: usize = 1;

/// Age and sex, as a cell of the counts.
type Cell = (usize, usize);

/// A family in the making.
struct Core {
    head: Cell,
    partner: Option<Cell>,
    /// Ages and sexes of the children.
    children: Vec<Cell>,
    /// Others, with their kinship to the head.
    others: Vec<(Cell, Kinship)>,
    institution: Option<InstitutionKind>,
}

impl Core {
    const fn of(head: Cell) -> Self {
        Self {
            head,
            partner: None,
            children: Vec::new(),
            others: Vec::new(),
            institution: None,
        }
    }

    /// The woman who can be mother of a child of that age, if any.
    fn takes_child(&self, age: usize, at_most: usize) -> bool {
        // Brothers and sisters are born two calendar years apart or more, so that no two births of one
        // mother come too close whatever their days.
        self.children.len() < at_most && self.children.iter().all(|c| c.0.abs_diff(age) >= 2)
    }
}

/// Draws the families of one Comune. `at` is its index.
pub(super) fn draw(cells: &Cells, at: u8, seed: u64) -> Families {
    let mut dice = Dice::new(seed, "families", u64::from(at));
    let mut left = cells.people;
    let mut cores = Vec::new();
    institutions(&mut left, &mut cores, cells.total(), &mut dice);
    let at_home = stay_at_home(&mut left, &mut dice);
    let couples = couples(&mut left, &mut cores, &mut dice);
    for (age, cell) in left.iter().enumerate() {
        for (sex, count) in cell.iter().enumerate() {
            cores.extend((0..*count).map(|_| Core::of((age, sex))));
        }
    }
    place_children(&at_home, &mut cores, couples, &mut dice);
    let cores = gather_relatives(cores, &mut dice);
    settle(cores, at, &mut dice)
}

/// About one in two hundred lives in an institution: rest homes, a convent, a barracks.
fn institutions(
    left: &mut [[u32; 2]; AGES],
    cores: &mut Vec<Core>,
    residents: u32,
    dice: &mut Dice,
) {
    let mut wanted = residents / 200;
    while wanted >= 4 {
        let size = (4 + dice.below(36)).min(wanted);
        wanted -= size;
        let (kind, ages, women) = match dice.below(10) {
            0 => (InstitutionKind::Religious, 35..88, dice.chance(0.7)),
            1 if residents > 15_000 => (InstitutionKind::Military, 19..38, false),
            _ => (InstitutionKind::Care, 72..101, true),
        };
        let mut members = Vec::new();
        for _ in 0..size {
            let mixed = kind == InstitutionKind::Care && dice.chance(0.28);
            let sex = if women && !mixed { WOMEN } else { MEN };
            let start = dice.between(ages.start, ages.end - 1) as usize;
            // Nearest age that still has someone, so that small Comuni fill their rest home too.
            let found = (0..AGES)
                .flat_map(|step| [start.checked_sub(step), Some(start + step)])
                .flatten()
                .find(|age| *age >= 18 && *age < AGES && left[*age][sex] > 0);
            if let Some(age) = found {
                left[age][sex] -= 1;
                members.push((age, sex));
            }
        }
        let Some(head) = members.first().copied() else {
            continue;
        };
        let mut core = Core::of(head);
        core.institution = Some(kind);
        let others = members.into_iter().skip(1);
        core.others
            .extend(others.map(|cell| (cell, Kinship::InstitutionMember)));
        cores.push(core);
    }
}

/// Takes out the minors and the grown-up children who live with their parents.
fn stay_at_home(left: &mut [[u32; 2]; AGES], dice: &mut Dice) -> Vec<Cell> {
    let mut at_home = Vec::new();
    for (age, cell) in left.iter_mut().enumerate().take(60) {
        for sex in [MEN, WOMEN] {
            let share = match age {
                0..18 => 1.0,
                18..20 => 0.96,
                20..25 => 0.86,
                25..30 => 0.52,
                30..35 => 0.22,
                35..40 => 0.10,
                40..50 => 0.06,
                _ => 0.03,
            };
            // Sons stay longer.
            let share = if sex == WOMEN && age >= 20 {
                share * 0.85
            } else {
                share
            };
            let staying = (0..cell[sex]).filter(|_| dice.chance(share)).count();
            cell[sex] -= staying as u32;
            at_home.extend(std::iter::repeat_n((age, sex), staying));
        }
    }
    at_home
}

/// Couples of woman and man, and some of two women or two men; returns how many cores are couples
/// (they stand behind the institutions).
fn couples(
    left: &mut [[u32; 2]; AGES],
    cores: &mut Vec<Core>,
    dice: &mut Dice,
) -> std::ops::Range<usize> {
    let begin = cores.len();
    for age in 18..AGES {
        let share = match age {
            18..25 => 0.62,
            25..35 | 55..70 => 0.70,
            35..55 => 0.72,
            70..80 => 0.56,
            80..90 => 0.28,
            _ => 0.06,
        };
        let women = left[age][WOMEN];
        for _ in 0..women {
            if left[age][WOMEN] == 0 || !dice.chance(share) {
                continue;
            }
            let same = dice.chance(0.002);
            let sex = if same { WOMEN } else { MEN };
            left[age][WOMEN] -= 1;
            let wanted = (age as f64 + dice.bell(2.6, 3.6)).round() as i32;
            if let Some(other) = nearest(left, sex, wanted, 11) {
                left[other][sex] -= 1;
                let mut core = Core::of((age, WOMEN));
                core.partner = Some((other, sex));
                if dice.chance(0.62) {
                    core.head = (other, sex);
                    core.partner = Some((age, WOMEN));
                }
                cores.push(core);
            } else {
                left[age][WOMEN] += 1;
            }
        }
        let men = left[age][MEN];
        for _ in 0..men / 2 {
            if dice.chance(0.006) && left[age][MEN] >= 2 {
                left[age][MEN] -= 2;
                let mut core = Core::of((age, MEN));
                core.partner = Some((age, MEN));
                cores.push(core);
            }
        }
    }
    begin..cores.len()
}

/// The age nearest to the wanted one, at most `reach` away, at which someone of that sex is left.
fn nearest(left: &[[u32; 2]; AGES], sex: usize, wanted: i32, reach: i32) -> Option<usize> {
    (0..=reach)
        .flat_map(|step| [wanted - step, wanted + step])
        .filter(|age| (18..AGES as i32).contains(age))
        .find(|age| left[*age as usize][sex] > 0)
        .map(|age| age as usize)
}

/// Gives each child a mother (or, seldom, a father alone) of a likely age.
fn place_children(
    children: &[Cell],
    cores: &mut Vec<Core>,
    couples: std::ops::Range<usize>,
    dice: &mut Dice,
) {
    // By age of the mother: those in a couple, those alone; and men alone.
    let mut coupled = vec![Vec::new(); AGES];
    let mut alone = vec![Vec::new(); AGES];
    let mut fathers = vec![Vec::new(); AGES];
    for (index, core) in cores.iter().enumerate() {
        if core.institution.is_some() {
            continue;
        }
        let mother = [Some(core.head), core.partner]
            .into_iter()
            .flatten()
            .find(|cell| cell.1 == WOMEN);
        match mother {
            Some((age, _)) if couples.contains(&index) => coupled[age].push(index),
            Some((age, _)) => alone[age].push(index),
            None if core.partner.is_none() => fathers[core.head.0].push(index),
            None => {}
        }
    }
    for &(age, sex) in children {
        let mut placed = false;
        for attempt in 0..14 {
            let mother = (age as f64 + dice.bell(31.0, 5.2)).round() as usize;
            let mother = mother.clamp(age + 18, age + 45).min(AGES - 1);
            let list = match dice.below(100) {
                0..3 => &fathers[mother],
                3..18 => &alone[mother],
                // An old mother with a grown-up child has often been left alone.
                18..45 if age >= 30 => &alone[mother],
                _ => &coupled[mother],
            };
            if list.is_empty() {
                continue;
            }
            let core = &mut cores[list[dice.index(list.len())]];
            let willing = match core.children.len() {
                0 => 0.8,
                1 => 0.95,
                2 => 0.28,
                3 => 0.12,
                _ => 0.0,
            };
            if core.takes_child(age, 4) && (attempt > 9 || dice.chance(willing)) {
                core.children.push((age, sex));
                placed = true;
                break;
            }
        }
        if placed {
            continue;
        }
        let found = (age + 18..=age + 45)
            .filter(|mother| *mother < AGES)
            .flat_map(|mother| coupled[mother].iter().chain(&alone[mother]))
            .copied()
            .find(|index| cores[*index].takes_child(age, 5));
        if let Some(index) = found {
            cores[index].children.push((age, sex));
            continue;
        }
        let guardian = cores
            .iter()
            .position(|core| core.institution.is_none() && core.head.0 >= age + 18);
        match guardian {
            // Only in Comuni of a handful of people: a child without anyone of the mother's age.
            Some(index) => cores[index]
                .others
                .push(((age, sex), Kinship::OtherRelative)),
            None => cores.push(Core::of((age, sex))),
        }
    }
}

/// Some who would live alone live with others: an old parent with a child, brothers and sisters, friends.
fn gather_relatives(cores: Vec<Core>, dice: &mut Dice) -> Vec<Core> {
    let mut hosts: Vec<Core> = Vec::with_capacity(cores.len());
    let mut guests = Vec::new();
    for core in cores {
        let single = core.partner.is_none()
            && core.children.is_empty()
            && core.others.is_empty()
            && core.institution.is_none();
        let (age, _) = core.head;
        let moves = match age {
            0..18 => 0.0,
            18..45 => 0.07,
            45..75 => 0.05,
            _ => 0.11,
        };
        if single && dice.chance(moves) {
            guests.push(core.head);
        } else {
            hosts.push(core);
        }
    }
    for guest in guests {
        let (age, _) = guest;
        let mut kept = Some(guest);
        for _ in 0..12 {
            if hosts.is_empty() {
                break;
            }
            let index = dice.index(hosts.len());
            let host = &mut hosts[index];
            if host.institution.is_some() || host.others.len() >= 2 {
                continue;
            }
            let (head, _) = host.head;
            let role = if age >= 60 && (18..=45).contains(&age.saturating_sub(head)) {
                if dice.chance(0.7) {
                    Some(Kinship::Parent)
                } else {
                    Some(Kinship::ParentInLaw)
                }
            } else if age.abs_diff(head) <= 12 && host.partner.is_none() {
                if dice.chance(0.6) {
                    Some(Kinship::Sibling)
                } else {
                    Some(Kinship::InstitutionMember)
                }
            } else if age < 45 && head > age + 40 {
                Some(Kinship::Nephew)
            } else if age < 45 && host.children.is_empty() && host.partner.is_some() {
                Some(Kinship::SiblingInLaw)
            } else {
                None
            };
            // One parent of the head, one of the partner, no more.
            if let Some(role) = role
                && host.others.iter().all(|(_, other)| *other != role)
            {
                host.others.push((guest, role));
                kept = None;
                break;
            }
        }
        hosts.extend(kept.map(Core::of));
    }
    hosts
}

/// Turns the cores into people with a day of birth and a marital status.
fn settle(cores: Vec<Core>, at: u8, dice: &mut Dice) -> Families {
    let mut families = Families::default();
    for mut core in cores {
        let first = families.persons.len() as u32;
        let mut household = Household::new(at, first);
        household.institution = core.institution;
        core.children.sort_by_key(|child| std::cmp::Reverse(*child));
        let index = families.households.len() as u32;
        let mut add = |cell: Cell, role: Kinship, status: MaritalStatus, dice: &mut Dice| {
            let mut person = person(cell, at, dice);
            person.household = index;
            person.role = role;
            person.status = status;
            household.count += 1;
            person.ordinal = household.count.min(255) as u8;
            families.persons.push(person);
        };
        if let Some(partner) = core.partner {
            let (role, statuses) = couple_status(core.head, partner, dice);
            add(core.head, Kinship::Head, statuses[0], dice);
            add(partner, role, statuses[1], dice);
        } else {
            let parent = !core.children.is_empty();
            let status = lone_status(core.head, parent, dice);
            add(core.head, Kinship::Head, status, dice);
        }
        for child in core.children {
            let status = if child.0 >= 35 && dice.chance(0.1) {
                MaritalStatus::Divorced
            } else {
                MaritalStatus::Single
            };
            add(child, Kinship::Child, status, dice);
        }
        for (cell, role) in core.others {
            let status = match role {
                Kinship::Parent | Kinship::ParentInLaw => MaritalStatus::Widowed,
                _ => lone_status(cell, false, dice),
            };
            add(cell, role, status, dice);
        }
        families.households.push(household);
    }
    families
}

fn person((age, sex): Cell, at: u8, dice: &mut Dice) -> Person {
    let mut year = 2022 - age as i32;
    if age == AGES - 1 {
        while year > 1913 && dice.chance(0.45) {
            year -= 1;
        }
    }
    let sex = if sex == WOMEN { Sex::Female } else { Sex::Male };
    let mut birth = dice.birthday(year);
    if age == 0 {
        birth = dice.day(Day(2022_01_02), Day(2022_12_24));
    }
    let mut person = Person::new(sex, birth, at);
    person.flags = flag::RESIDENT;
    person
}

/// What the second of a couple is to the first, and the status of each.
fn couple_status(a: Cell, b: Cell, dice: &mut Dice) -> (Kinship, [MaritalStatus; 2]) {
    use MaritalStatus::{Divorced, InCivilUnion, Married, Single, Widowed};
    let younger = a.0.min(b.0);
    if a.1 == b.1 {
        return if dice.chance(0.6) {
            (Kinship::CivilPartner, [InCivilUnion; 2])
        } else {
            (Kinship::Partner, [Single; 2])
        };
    }
    let married = match younger {
        0..25 => 0.40,
        25..35 => 0.58,
        35..45 => 0.74,
        45..60 => 0.86,
        _ => 0.96,
    };
    if dice.chance(married) {
        return (Kinship::Spouse, [Married; 2]);
    }
    let mut status = |age: usize| match age {
        38..65 if dice.chance(0.45) => Divorced,
        65.. if dice.chance(0.5) => Widowed,
        _ => Single,
    };
    (Kinship::Partner, [status(a.0), status(b.0)])
}

/// Marital status of someone who lives without a partner.
fn lone_status((age, sex): Cell, parent: bool, dice: &mut Dice) -> MaritalStatus {
    let (widowed, divorced) = match (age, sex, parent) {
        (0..26, _, _) => (0.0, 0.0),
        (26..40, _, false) => (0.0, 0.05),
        (26..40, _, true) => (0.03, 0.45),
        (40..60, _, false) => (0.03, 0.36),
        (40..60, _, true) => (0.10, 0.62),
        (60..75, WOMEN, _) => (0.50, 0.30),
        (60..75, _, _) => (0.28, 0.38),
        (_, WOMEN, _) => (0.84, 0.05),
        (_, _, _) => (0.66, 0.08),
    };
    if dice.chance(widowed) {
        MaritalStatus::Widowed
    } else if dice.chance(divorced / (1.0 - widowed)) {
        MaritalStatus::Divorced
    } else {
        MaritalStatus::Single
    }
}
