import { sql, type Kysely } from 'kysely'

/**
 * What people say of the network beside its sources: corrections of derived sites, edits of many
 * sites at once, waivers of the CCS1 rule, what hardware was observed, and files of a site. The
 * ledger's rules are drawn tighter: a removal is written once, a funded port keeps its own CCS1.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table site add column merged_into uuid references site;
    comment on column site.merged_into is 'A tombstone that was merged: links to it lead to the other site.';
    create index site_merged_into on site (merged_into) where merged_into is not null;
    create index site_by_place on site (lat, lon) where deleted_at is null;

    create table site_correction (
      command_id uuid primary key,
      kind text not null check (kind in ('merge', 'split', 'move')),
      from_site_id uuid not null references site,
      to_site_id uuid not null references site,
      stations jsonb not null,
      before jsonb not null,
      made_by uuid,
      made_at timestamptz not null default now(),
      undone_command_id uuid
    );
    comment on column site_correction.stations is 'Ids of the stations that it moved from the one site to the other.';
    comment on column site_correction.before is 'What the undo restores: why each of the two sites was one, before.';
    create index site_correction_from on site_correction (from_site_id);
    create index site_correction_to on site_correction (to_site_id);

    create table station_placement (
      source text not null,
      grain text not null,
      source_id text not null,
      site_id uuid not null references site,
      command_id uuid not null,
      primary key (source, grain, source_id)
    );
    comment on table station_placement is
      'Where somebody placed a station by hand, by the key of its source: it holds for whatever import brings the station again.';
    create index station_placement_by_site on station_placement (site_id);

    create table network_edit (
      command_id uuid not null,
      ordinal integer not null,
      site_id uuid not null references site,
      subject_kind text not null check (subject_kind in ('site', 'station')),
      subject_id uuid not null,
      field text not null,
      before jsonb not null,
      after jsonb not null,
      primary key (command_id, ordinal)
    );
    comment on table network_edit is 'What an edit of many records changed, field by field, so that it can be taken back.';
    create index network_edit_by_subject on network_edit (subject_id);
    create index network_edit_by_site on network_edit (site_id);

    create table waiver (
      id uuid primary key,
      site_id uuid not null references site,
      port_id uuid not null references port,
      reason text not null check (length(reason) >= 10),
      granted_by uuid not null,
      granted_command_id uuid not null,
      granted_at timestamptz not null default now(),
      expires_on date not null,
      used_command_id uuid,
      withdrawn_command_id uuid,
      check (used_command_id is null or withdrawn_command_id is null)
    );
    comment on table waiver is 'The right, given beforehand, to remove one CCS1 connector of a port; good for one closing.';
    create unique index waiver_open on waiver (port_id) where used_command_id is null and withdrawn_command_id is null;
    create index waiver_by_site on waiver (site_id);

    create function waiver_on_funded_port() returns trigger language plpgsql as $$
    begin
      if exists (select from port p where p.id = new.port_id and p.is_funded) then
        raise exception 'CCS1_FUNDED' using errcode = 'check_violation';
      end if;
      return new;
    end $$;
    create trigger waiver_never_on_funded_port before insert on waiver
      for each row execute function waiver_on_funded_port();

    create table hardware_observed (
      id uuid primary key,
      station_id uuid not null references station,
      port_id uuid references port,
      question text not null,
      answer text not null,
      observed_by uuid,
      observed_at timestamptz not null,
      order_id uuid references work_order,
      command_id uuid not null
    );
    comment on table hardware_observed is
      'What somebody saw at a station where the records do not say; the latest answer to a question counts, all are kept.';
    create index hardware_observed_by_station on hardware_observed (station_id, question, observed_at);

    create table site_file (
      id uuid primary key,
      site_id uuid not null references site,
      sha256 text not null references stored_file,
      file_name text not null,
      kind text not null check (kind in ('permit', 'drawing', 'photo', 'contract', 'other')),
      note text,
      attached_by uuid,
      attached_at timestamptz not null default now(),
      command_id uuid not null,
      detached_command_id uuid
    );
    create index site_file_by_site on site_file (site_id) where detached_command_id is null;
    create index site_file_by_content on site_file (sha256);
  `.execute(db)
  await tightenLedger(db)
}

async function tightenLedger(db: Kysely<unknown>): Promise<void> {
  await sql`
    create or replace function connector_is_written_once() returns trigger language plpgsql as $$
    begin
      if (new.id, new.port_id, new.standard, new.installed_on, new.installed_command_id) is distinct from
         (old.id, old.port_id, old.standard, old.installed_on, old.installed_command_id)
        or old.removed_command_id is not null and (new.removed_on, new.removed_command_id) is distinct from
         (old.removed_on, old.removed_command_id)
        or old.voided_command_id is not null and new.voided_command_id is distinct from old.voided_command_id
      then raise exception 'a ledger entry is never overwritten' using errcode = 'restrict_violation';
      end if;
      return new;
    end $$;

    create or replace function ccs1_never_falls() returns trigger language plpgsql as $$
    declare
      asked uuid := coalesce(new.voided_command_id, new.removed_command_id);
      the_site uuid;
      funded boolean;
      lost_here integer;
      gained_here integer;
      lost integer;
      gained integer;
    begin
      if new.voided_command_id is not null and exists (select from import i where i.undone_command_id = asked) then
        return null;
      end if;
      select s.site_id, p.is_funded into the_site, funded
        from port p join station s on s.id = p.station_id where p.id = new.port_id;
      select count(*), count(*) filter (where c.port_id = new.port_id) into lost, lost_here from connector c
        join port p on p.id = c.port_id join station s on s.id = p.station_id
        where s.site_id = the_site and c.standard = 'CCS1'
          and (c.removed_command_id = asked or c.voided_command_id = asked);
      select count(*), count(*) filter (where c.port_id = new.port_id) into gained, gained_here from connector c
        join port p on p.id = c.port_id join station s on s.id = p.station_id
        where s.site_id = the_site and c.standard = 'CCS1' and c.installed_command_id = asked
          and c.removed_on is null and c.voided_command_id is null;
      if funded and gained_here < lost_here then
        raise exception 'CCS1_FUNDED' using errcode = 'check_violation';
      end if;
      if gained >= lost then return null; end if;
      if not exists (select from ccs1_waiver w where w.command_id = asked and w.site_id = the_site) then
        raise exception 'CCS1_WOULD_FALL' using errcode = 'check_violation';
      end if;
      return null;
    end $$;
  `.execute(db)
}
