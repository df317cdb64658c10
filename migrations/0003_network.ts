import { sql, type Kysely } from 'kysely'

/** Site › station › port › connector. Connectors are a dated ledger: installed once, removed once, never overwritten. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table site (
      id uuid primary key,
      version integer not null default 1,
      name text not null,
      street text,
      city text,
      region text not null,
      postal_code text,
      country text not null,
      lat double precision,
      lon double precision,
      time_zone text not null,
      host_contact text,
      access_notes text,
      derivation jsonb not null,
      created_command_id uuid not null,
      created_at timestamptz not null default now(),
      deleted_at timestamptz,
      search text generated always as (
        lower(name || ' ' || coalesce(street, '') || ' ' || coalesce(city, '') || ' ' || region || ' ' || coalesce(postal_code, ''))
      ) stored
    );
    comment on column site.region is 'ISO 3166-2 code of the state or province, e.g. US-WA.';
    comment on column site.derivation is 'Why these stations are one site: the rule and its measures.';
    create index site_search on site using gin (search gin_trgm_ops);
    create index site_by_name on site (name, id) where deleted_at is null;
    create index site_by_region on site (region, name, id) where deleted_at is null;

    create table station (
      id uuid primary key,
      version integer not null default 1,
      site_id uuid not null references site,
      source text not null,
      source_id text not null,
      grain text not null check (grain in ('site', 'station', 'unit')),
      network text,
      name text not null,
      status text not null check (status in ('open', 'planned', 'unavailable', 'unknown')),
      access text,
      model text,
      serial text,
      kit_family text,
      phone text,
      facility_type text,
      opened_on date,
      is_funded boolean,
      raw jsonb not null,
      first_seen_on date not null,
      last_seen_on date not null,
      not_seen_since date,
      created_command_id uuid not null,
      deleted_at timestamptz
    );
    comment on column station.raw is 'What the source said, normalised: a later import is compared with it.';
    create unique index station_by_source on station (source, grain, source_id);
    create index station_by_site on station (site_id);
    create index station_by_command on station (created_command_id);
    create index station_search on station using gin ((lower(name || ' ' || source_id || ' ' || coalesce(serial, ''))) gin_trgm_ops);

    create table port (
      id uuid primary key,
      station_id uuid not null references station,
      number smallint not null check (number > 0),
      level text check (level in ('L1', 'L2', 'DC')),
      power_kw numeric(7, 2) check (power_kw > 0),
      is_funded boolean not null default false,
      deleted_at timestamptz,
      unique (station_id, number)
    );
    comment on column port.is_funded is 'Federally funded (NEVI): its CCS1 connector stays, without exception.';

    create table connector (
      id uuid primary key,
      port_id uuid not null references port,
      standard text not null,
      installed_on date,
      installed_command_id uuid not null,
      installed_order_id uuid,
      kit_type_id uuid,
      removed_on date,
      removed_command_id uuid,
      removed_order_id uuid,
      voided_command_id uuid,
      check (removed_on is null or installed_on is null or removed_on >= installed_on),
      check ((removed_on is null) = (removed_command_id is null))
    );
    comment on column connector.installed_on is 'Null: it stood there before our records begin.';
    comment on column connector.voided_command_id is 'Undo: the entry never counted. The row stays.';
    create index connector_by_port on connector (port_id);
    create index connector_installed_by on connector (installed_command_id);
    create index connector_removed_by on connector (removed_command_id) where removed_command_id is not null;

    create table connector_rung (
      connector_id uuid not null references connector,
      rung text not null check (rung in ('energised', 'first_session', 'publicly_listed')),
      reached_on date not null,
      command_id uuid not null,
      primary key (connector_id, rung)
    );

    create table ccs1_waiver (
      command_id uuid primary key,
      site_id uuid not null references site,
      granted_by uuid not null,
      reason text not null check (length(reason) >= 10),
      granted_at timestamptz not null default now()
    );

    create table import (
      id uuid primary key,
      command_id uuid not null unique,
      file_name text not null,
      file_sha256 text not null,
      source text not null,
      grain text not null,
      network text,
      counts jsonb not null,
      imported_by uuid,
      imported_at timestamptz not null default now(),
      undone_command_id uuid
    );
    create table import_change (
      import_id uuid not null references import,
      ordinal integer not null,
      kind text not null check (kind in ('created', 'changed', 'moved', 'renamed', 'not_seen')),
      station_id uuid not null,
      before jsonb,
      after jsonb,
      primary key (import_id, ordinal)
    );
  `.execute(db)
}
