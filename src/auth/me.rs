//! Staff: who they are and what their role lets them do.

use comptoir_domain::customer::StaffRef;
use comptoir_domain::ids::{NodeCode, StaffId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// What a member of staff does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Talks to customers, places and cancels orders.
    Agent,
    /// Works at one node: picks, packs, hands over.
    Clerk,
    /// May do what agents and clerks may, at every node, and changes catalogue, nodes and stock.
    Supervisor,
    /// May do everything.
    Admin,
}

impl Role {
    pub const ALL: [Role; 4] = [Role::Agent, Role::Clerk, Role::Supervisor, Role::Admin];

    pub const fn as_str(self) -> &'static str {
        match self {
            Role::Agent => "agent",
            Role::Clerk => "clerk",
            Role::Supervisor => "supervisor",
            Role::Admin => "admin",
        }
    }

    pub fn parse(word: &str) -> Option<Role> {
        Role::ALL.into_iter().find(|role| role.as_str() == word)
    }
}

/// A member of staff.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Me {
    pub id: Uuid,
    #[schema(example = "camille")]
    pub login: String,
    #[schema(example = "Camille Roche")]
    pub name: String,
    pub role: Role,
    /// Where a clerk works.
    #[schema(example = "LYO1")]
    pub node: Option<String>,
    #[schema(example = "fr")]
    pub language: String,
}

impl Me {
    /// As customers' topics name them.
    pub fn reference(&self) -> StaffRef {
        StaffRef { id: StaffId(self.id), name: self.name.clone() }
    }

    pub fn supervises(&self) -> bool {
        matches!(self.role, Role::Supervisor | Role::Admin)
    }

    /// Agents and those above them.
    pub fn advises(&self) -> bool {
        self.role != Role::Clerk
    }

    pub fn works_at(&self, node: &NodeCode) -> bool {
        self.supervises() || (self.role == Role::Clerk && self.node.as_deref() == Some(node.0.as_str()))
    }

    /// A clerk sees the board of their own node, everybody else all of them.
    pub fn sees_board_of(&self, node: &NodeCode) -> bool {
        self.advises() || self.works_at(node)
    }
}
