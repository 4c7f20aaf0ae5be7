//! What screens and the API read: rows that the journal writes in the transaction of the events they follow from.

use crate::schema_change::SchemaChange;

pub(crate) const READ_TABLES: SchemaChange = SchemaChange { name: "m0002_read_tables", up: UP, down: DOWN };

const UP: &str = "
CREATE TABLE IF NOT EXISTS orders (
    id {uuid} NOT NULL PRIMARY KEY,
    number {text} NOT NULL,
    customer {uuid} NOT NULL,
    customer_name {text},
    email {text},
    phone {text},
    status {text} NOT NULL,
    channel {text} NOT NULL,
    method {text} NOT NULL,
    pickup_node {text},
    total bigint NOT NULL,
    currency {text} NOT NULL,
    placed_at bigint NOT NULL,
    version bigint NOT NULL
);
CREATE UNIQUE INDEX IF NOT EXISTS orders_number ON orders (number);
CREATE INDEX IF NOT EXISTS orders_customer ON orders (customer);
CREATE INDEX IF NOT EXISTS orders_status_placed_at ON orders (status, placed_at);
CREATE INDEX IF NOT EXISTS orders_placed_at ON orders (placed_at);

CREATE TABLE IF NOT EXISTS order_lines (
    order_id {uuid} NOT NULL,
    line integer NOT NULL,
    sku {text} NOT NULL,
    title {text} NOT NULL,
    quantity bigint NOT NULL,
    unit_price bigint NOT NULL,
    open bigint NOT NULL,
    reserved bigint NOT NULL,
    picked bigint NOT NULL,
    packed bigint NOT NULL,
    shipped bigint NOT NULL,
    ready bigint NOT NULL,
    delivered bigint NOT NULL,
    collected bigint NOT NULL,
    cancelled bigint NOT NULL,
    backordered bigint NOT NULL,
    returned bigint NOT NULL,
    PRIMARY KEY (order_id, line)
);

CREATE TABLE IF NOT EXISTS fulfillments (
    id {uuid} NOT NULL PRIMARY KEY,
    order_id {uuid} NOT NULL,
    number {text} NOT NULL,
    node {text} NOT NULL,
    status {text} NOT NULL,
    method {text} NOT NULL,
    channel {text} NOT NULL,
    customer_name {text},
    lines {text} NOT NULL,
    offered_at bigint,
    due_at bigint,
    ready_until bigint,
    carrier {text},
    tracking_number {text},
    version bigint NOT NULL
);
CREATE INDEX IF NOT EXISTS fulfillments_node_status ON fulfillments (node, status);
CREATE INDEX IF NOT EXISTS fulfillments_order_id ON fulfillments (order_id);

CREATE TABLE IF NOT EXISTS nodes (
    code {text} NOT NULL PRIMARY KEY,
    entity {uuid} NOT NULL,
    name {text} NOT NULL,
    kind {text} NOT NULL,
    profile {text} NOT NULL,
    version bigint NOT NULL
);

CREATE TABLE IF NOT EXISTS stock (
    node {text} NOT NULL,
    sku {text} NOT NULL,
    on_hand bigint NOT NULL,
    reserved bigint NOT NULL,
    safety_stock bigint NOT NULL,
    incoming bigint NOT NULL,
    version bigint NOT NULL,
    PRIMARY KEY (node, sku)
) {compact};
CREATE INDEX IF NOT EXISTS stock_sku ON stock (sku);

CREATE TABLE IF NOT EXISTS customers (
    id {uuid} NOT NULL PRIMARY KEY,
    name {text},
    language {text} NOT NULL,
    channel {text} NOT NULL,
    created_at bigint NOT NULL,
    linked_to {uuid},
    version bigint NOT NULL
);
CREATE INDEX IF NOT EXISTS customers_linked_to ON customers (linked_to) WHERE linked_to IS NOT NULL;
CREATE INDEX IF NOT EXISTS customers_name ON customers (lower(name)) WHERE name IS NOT NULL;

CREATE TABLE IF NOT EXISTS handles (
    customer {uuid} NOT NULL,
    kind {text} NOT NULL,
    value {text} NOT NULL,
    assurance {text} NOT NULL,
    since bigint NOT NULL,
    version bigint NOT NULL,
    PRIMARY KEY (customer, kind, value)
) {compact};
CREATE UNIQUE INDEX IF NOT EXISTS handles_attached ON handles (kind, value) WHERE assurance <> 'claimed';
CREATE INDEX IF NOT EXISTS handles_kind_value ON handles (kind, value);

CREATE TABLE IF NOT EXISTS topics (
    id {uuid} NOT NULL PRIMARY KEY,
    customer {uuid} NOT NULL,
    channel {text} NOT NULL,
    status {text} NOT NULL,
    assignee_id {uuid},
    assignee_name {text},
    last_text {text} NOT NULL,
    last_from {text} NOT NULL,
    last_at bigint NOT NULL,
    waiting_since bigint,
    snoozed_until bigint,
    closed_at bigint,
    unread integer NOT NULL,
    version bigint NOT NULL
);
CREATE INDEX IF NOT EXISTS topics_status_last_at ON topics (status, last_at);
CREATE INDEX IF NOT EXISTS topics_customer ON topics (customer);

CREATE TABLE IF NOT EXISTS handovers (
    customer {uuid} NOT NULL PRIMARY KEY,
    code {text} NOT NULL,
    expires_at bigint NOT NULL,
    version bigint NOT NULL
);
CREATE UNIQUE INDEX IF NOT EXISTS handovers_code ON handovers (code);

CREATE TABLE IF NOT EXISTS deliveries (
    id {uuid} NOT NULL PRIMARY KEY,
    channel {text} NOT NULL,
    recipient {text} NOT NULL,
    template {text} NOT NULL,
    language {text} NOT NULL,
    data {text} NOT NULL,
    subject {text},
    status {text} NOT NULL,
    attempts integer NOT NULL,
    due_at bigint NOT NULL,
    lease_until bigint,
    created_at bigint NOT NULL,
    sent_at bigint,
    error {text},
    customer {uuid},
    order_id {uuid},
    order_number {text}
);
CREATE INDEX IF NOT EXISTS deliveries_status_due_at ON deliveries (status, due_at);
CREATE INDEX IF NOT EXISTS deliveries_created_at ON deliveries (created_at);
CREATE INDEX IF NOT EXISTS deliveries_customer_created_at ON deliveries (customer, created_at);
";

const DOWN: &str = "
DROP TABLE IF EXISTS orders;
DROP TABLE IF EXISTS order_lines;
DROP TABLE IF EXISTS fulfillments;
DROP TABLE IF EXISTS nodes;
DROP TABLE IF EXISTS stock;
DROP TABLE IF EXISTS customers;
DROP TABLE IF EXISTS handles;
DROP TABLE IF EXISTS topics;
DROP TABLE IF EXISTS handovers;
DROP TABLE IF EXISTS deliveries;
";
