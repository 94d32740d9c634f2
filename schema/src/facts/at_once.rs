//! Asking SQLite about several keys in one statement.
//!
//! A list of any length makes a new statement each time, and preparing it costs as much as dozens of
//! look-ups; so the list always has the same length, filled up with its last key, and the statement is
//! prepared once for each table.

/// Keys asked for in one statement.
pub const AT_ONCE: usize = 16;
/// Up to so few keys, each is asked for by itself.
const FEW: usize = 3;

/// The keys, filled up with the last; `None` if they are so few (or so many) that it does not pay.
pub fn padded<T: Copy>(keys: &[T]) -> Option<[T; AT_ONCE]> {
    if keys.len() <= FEW || keys.len() > AT_ONCE {
        return None;
    }
    let last = *keys.last()?;
    Some(std::array::from_fn(|at| {
        keys.get(at).copied().unwrap_or(last)
    }))
}

/// `column = a OR column = b OR …`: SQLite reads it as one list on the column's index.
#[macro_export]
macro_rules! one_of_sixteen {
    ($column:expr, $keys:expr) => {{
        let [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p] = $keys;
        $column
            .eq(a)
            .or($column.eq(b))
            .or($column.eq(c))
            .or($column.eq(d))
            .or($column.eq(e))
            .or($column.eq(f))
            .or($column.eq(g))
            .or($column.eq(h))
            .or($column.eq(i))
            .or($column.eq(j))
            .or($column.eq(k))
            .or($column.eq(l))
            .or($column.eq(m))
            .or($column.eq(n))
            .or($column.eq(o))
            .or($column.eq(p))
    }};
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_filled_up_with_its_last_key() {
        assert_eq!(padded(&[1, 2, 3]), None);
        let filled = padded(&[1, 2, 3, 4]).unwrap();
        assert_eq!(&filled[..5], [1, 2, 3, 4, 4]);
        assert_eq!(filled.last(), Some(&4));
        assert_eq!(padded(&[7; AT_ONCE]), Some([7; AT_ONCE]));
        assert_eq!(padded(&[7; AT_ONCE + 1]), None);
    }
}
