import { sql, type Kysely } from 'kysely'

/** The office's desk: bulk changes of every field with undo, saved views and columns, crews' calendar feeds. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table order_assignment
      add column before_fields jsonb,
      add column after_fields jsonb,
      add column before_ports jsonb,
      add column after_ports jsonb;
    comment on table order_assignment is 'One row for each order that a bulk command changed. Undo restores from it.';
    comment on column order_assignment.before_fields is 'Due day, priority, milestone, kit, checklist and the start of the state before; null where the command left all alone.';
    comment on column order_assignment.before_ports is 'All ports of the order with outcome and kit before; null where the command left them alone.';

    create table order_view (
      id uuid primary key,
      version integer not null default 1,
      owner_id uuid not null references person on delete cascade,
      name text not null,
      query jsonb not null,
      columns text[],
      shared_with text not null default 'nobody',
      deleted_at timestamptz
    );
    comment on column order_view.query is 'What stands in the page''s address.';
    comment on column order_view.shared_with is 'nobody, everybody, or the role whose people see it.';
    create index order_view_by_owner on order_view (owner_id) where deleted_at is null;

    create table order_desk (
      person_id uuid primary key references person on delete cascade,
      columns text[],
      default_view text
    );
    comment on table order_desk is 'How somebody likes the table of orders.';

    create table crew_feed (
      id uuid primary key,
      crew_id uuid not null references crew,
      name text not null,
      token_hash text not null unique check (length(token_hash) = 64),
      created_by uuid not null references person,
      created_at timestamptz not null,
      revoked_at timestamptz
    );
    comment on column crew_feed.token_hash is 'SHA-256 of the secret in the address; the secret itself is kept nowhere.';
    create index crew_feed_by_crew on crew_feed (crew_id);

    create index work_order_in_number_order on work_order (number) where deleted_at is null;
    create index work_order_by_schedule_all on work_order (scheduled_on, number) where deleted_at is null;
    create index work_order_by_age_all on work_order (state, state_since, number) where deleted_at is null;
    create index work_order_by_due on work_order (due_on, number) where deleted_at is null;
    create index work_order_by_kit on work_order (kit_type_id, number) where deleted_at is null;
  `.execute(db)
}
