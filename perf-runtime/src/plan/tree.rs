//! A plan as a tree of lines.

/// A step of a plan, and the steps that it takes its rows from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Node {
    pub(crate) text: String,
    pub(crate) children: Vec<Node>,
}

/// One line a node, indented by two spaces a level.
pub(crate) fn render(nodes: &[Node]) -> Vec<String> {
    let mut lines = Vec::new();
    push(&mut lines, nodes, 0);
    lines
}

fn push(lines: &mut Vec<String>, nodes: &[Node], depth: usize) {
    for node in nodes {
        lines.push(format!("{:1$}{2}", "", 2 * depth, node.text));
        push(lines, &node.children, depth + 1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_level_is_two_spaces() {
        let leaf = |text: &str| Node {
            text: text.to_owned(),
            children: Vec::new(),
        };
        let tree = [
            Node {
                children: vec![leaf("b"), leaf("c")],
                ..leaf("a")
            },
            leaf("d"),
        ];
        assert_eq!(render(&tree), ["a", "  b", "  c", "d"]);
    }
}
