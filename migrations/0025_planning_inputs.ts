import { sql, type Kysely } from 'kysely'

/**
 * What a plan is made from, beside the orders: who works where and when, days off, kits and their
 * deliveries, when a site may be entered, how fast crews travel, and what was pinned by hand.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table territory
      add column version integer not null default 1,
      add column depot_id uuid references depot,
      add column deleted_at timestamptz;
    alter table territory drop constraint territory_name_key;
    create unique index territory_by_name on territory (name) where deleted_at is null;
    comment on column territory.depot_id is 'Where its kits come from; null: the nearest depot.';

    alter table crew
      add column also_territory_ids uuid[] not null default '{}',
      add column calendar_region text;
    alter table crew drop constraint crew_name_key;
    create unique index crew_by_name on crew (name) where deleted_at is null;
    comment on column crew.calendar_region is 'Whose public holidays the crew keeps; null: those of its region.';

    alter table crew_absence
      add column version integer not null default 1,
      add column deleted_at timestamptz;
    create unique index crew_absence_once on crew_absence (crew_id, from_on) where deleted_at is null;

    create table holiday_override (
      id uuid primary key,
      version integer not null default 1,
      region text not null,
      falls_on date not null,
      name text not null,
      is_day_off boolean not null,
      deleted_at timestamptz,
      unique (region, falls_on)
    );
    comment on table holiday_override is 'Where an organisation keeps another calendar than the public one.';

    create unique index depot_by_name on depot (name) where deleted_at is null;

    create sequence kit_receipt_reference;
    alter table kit_receipt
      add column reference text not null default 'D' || lpad(nextval('kit_receipt_reference')::text, 5, '0');
    alter sequence kit_receipt_reference owned by kit_receipt.reference;
    create unique index kit_receipt_by_reference on kit_receipt (reference) where deleted_at is null;
    create index kit_receipt_by_due on kit_receipt (due_on) where deleted_at is null;

    create table site_access (
      site_id uuid primary key references site,
      version integer not null default 1,
      opens_at time,
      closes_at time,
      weekdays smallint[],
      area_type text check (area_type in ('urban', 'suburban', 'rural')),
      deleted_at timestamptz,
      check ((opens_at is null) = (closes_at is null)),
      check (closes_at > opens_at),
      check (weekdays <@ array[1, 2, 3, 4, 5, 6, 7]::smallint[])
    );
    comment on column site_access.weekdays is 'ISO weekdays on which work is allowed; null: all.';
    comment on column site_access.area_type is 'Overrides what the density of sites says.';

    create table site_permit (
      site_id uuid primary key references site,
      version integer not null default 1,
      lead_days integer not null check (lead_days between 0 and 1000),
      applied_on date,
      expected_on date,
      granted_on date,
      expires_on date,
      note text,
      deleted_at timestamptz,
      check (expires_on >= granted_on)
    );
    comment on table site_permit is 'A row stands where work needs a permit.';

    create table blackout (
      id uuid primary key,
      version integer not null default 1,
      site_id uuid references site,
      region text,
      from_on date not null,
      to_on date not null check (to_on >= from_on),
      reason text not null,
      deleted_at timestamptz,
      check ((site_id is null) <> (region is null))
    );
    create unique index blackout_of_site on blackout (site_id, from_on) where site_id is not null and deleted_at is null;
    create unique index blackout_of_region on blackout (region, from_on) where region is not null and deleted_at is null;

    create table travel_speed (
      area_type text primary key check (area_type in ('urban', 'suburban', 'rural')),
      version integer not null default 1,
      speed_kmh numeric(5, 1) not null check (speed_kmh between 1 and 200),
      allowance_minutes integer not null check (allowance_minutes between 0 and 480)
    );
    insert into travel_speed (area_type, speed_kmh, allowance_minutes)
      values ('urban', 28, 20), ('suburban', 45, 25), ('rural', 75, 35);

    create table order_pin (
      order_id uuid primary key references work_order,
      version integer not null default 1,
      week_on date check (extract(isodow from week_on) = 1),
      day_on date,
      crew_id uuid references crew,
      deleted_at timestamptz,
      check (deleted_at is not null or coalesce(week_on, day_on) is not null or crew_id is not null)
    );
    comment on table order_pin is 'Where a planner has put an order by hand: it is planned there, or nowhere.';
    create index work_order_urgent on work_order (program_id, number) where priority <> 3 and deleted_at is null;
  `.execute(db)
}
