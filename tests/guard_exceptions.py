"""Tables that no row-level security guards, and why each may do without; and what each role may do with every table.

A table that is neither guarded nor listed here fails tests/test_guard.py: whoever adds one decides. So does a
privilege that is not listed: whoever widens one says so here.
"""

from __future__ import annotations

DIRECTORY = "whom to call and where must be known to every officer; nothing in it is anybody's content"
LEDGER = "numbers, hashes, signatures and public keys: they prove and tell nothing"
FRAMEWORK = "of the framework; holds no row of ours"
BEFORE_SCOPE = "read before a scope is known, because it says which scope it is"
QUEUE = "jobs carry ids only"

NOT_GUARDED = {
    "access_appointment": BEFORE_SCOPE,
    "access_calendaraddress": BEFORE_SCOPE,
    "access_delay": "who must wait to sign in; read before anybody is signed in",
    "access_officer": BEFORE_SCOPE,
    "access_session": BEFORE_SCOPE,
    "access_shift": "counterparts show each other who is on duty next",
    "access_token": BEFORE_SCOPE,
    "access_watch": "counterparts show each other who is on duty",
    "account_emailaddress": FRAMEWORK,
    "account_emailconfirmation": FRAMEWORK,
    "acts_numbered": "the last number given to acts of each series of a unit",
    "acts_officerkey": "public keys: whoever reads a signature checks it with them",
    "auth_group": FRAMEWORK,
    "auth_group_permissions": FRAMEWORK,
    "auth_permission": FRAMEWORK,
    "console_officialtext": "the official text of the instruction, public law",
    "custody_numbering": "the last number given to each unit's charges and hand-overs",
    "databank_numbering": "the last number given to each unit's entries in the registers",
    "directory_adoption": DIRECTORY,
    "directory_arrangement": DIRECTORY,
    "directory_contact": DIRECTORY,
    "directory_crossingpoint": DIRECTORY,
    "directory_group": DIRECTORY,
    "directory_group_crossing_points": DIRECTORY,
    "directory_groupmember": DIRECTORY,
    "directory_standingcontact": DIRECTORY,
    "directory_unit": DIRECTORY,
    "directory_unitname": DIRECTORY,
    "directory_version": "one number",
    "django_content_type": FRAMEWORK,
    "django_migrations": FRAMEWORK,
    "duties_clockbeat": "when the clock last looked: one row for each process",
    "exchange_numbering": "the last number given in each unit's journal",
    "ledger_head": LEDGER,
    "ledger_nodekey": LEDGER,
    "ledger_sealed": LEDGER,
    "ledger_subtree": LEDGER,
    "ledger_waiting": LEDGER,
    "mfa_authenticator": "second factors, read before anybody is signed in",
    "operations_operationnumbering": "the last number given to each unit's joint measures",
    "procrastinate_events": QUEUE,
    "procrastinate_jobs": QUEUE,
    "procrastinate_periodic_defers": QUEUE,
    "procrastinate_workers": QUEUE,
}

# Privileges on whole tables, for each role; what a role has on single columns only stands in COLUMNS.
GRANTED = {
    "web": """
        insert: exchange_carried
        select: exchange_attempt exchange_delivery
        account_emailaddress account_emailconfirmation auth_group auth_group_permissions auth_permission
        console_officialtext directory_adoption directory_crossingpoint directory_group
        directory_group_crossing_points directory_unit directory_unitname directory_version django_content_type
        django_migrations duties_clockbeat exchange_erasure ledger_head ledger_nodekey ledger_sealed ledger_subtree
        ledger_waiting
        select: acts_planowed
        select insert: acts_act acts_activation acts_actstep acts_body acts_edit acts_lesson acts_officerkey
        acts_printed acts_signature acts_standdown acts_task acts_taskdone acts_version
        select insert: directory_arrangement
        select insert update: acts_numbered
        select insert delete: acts_sealedkey
        select insert: access_appointment access_calendaraddress access_handover access_officer access_reading
        custody_charge custody_detention custody_discrepancy custody_discrepancystep custody_entry custody_handover
        custody_handoverstep custody_holding custody_line custody_override custody_photograph custody_words
        databank_asked databank_batch databank_batchrows databank_entry databank_entrystep databank_hit databank_lookup
        databank_words
        databank_material databank_materialfile databank_materialread databank_materialstep databank_materialwords
        databank_reader
        access_rotation access_shift access_signature access_token access_watch api_keptanswer directory_contact
        directory_groupmember directory_standingcontact duties_duty duties_dutymove exchange_answer exchange_attachment
        figures_difference figures_differencestep figures_listing figures_reconciliation figures_record figures_return
        exchange_binding exchange_channel exchange_channelmove exchange_call exchange_climb exchange_content
        exchange_document exchange_eventmove
        exchange_export exchange_filing exchange_linecheck exchange_lineconfirmed exchange_mention exchange_message
        exchange_outage
        exchange_plannedevent exchange_receipt exchange_recipient exchange_request exchange_requeststep
        exchange_version ledger_entry
        select insert: operations_assignment operations_link operations_logentry operations_logfile operations_logwords
        operations_member
        operations_operation operations_operationstep
        operations_commitment operations_commitmentstep operations_resource operations_resourcestep
        operations_patrol operations_patrolstep
        select insert update: custody_numbering exchange_numbering operations_operationnumbering
        select insert update: databank_numbering
        select insert delete: exchange_upload
        select insert update delete: access_delay access_session exchange_draft exchange_presence exchange_savedfilter
        mfa_authenticator
        procrastinate_events procrastinate_jobs procrastinate_periodic_defers procrastinate_workers
    """,
    "stream": """
        select: directory_arrangement
        access_appointment access_shift access_watch directory_adoption directory_contact
        directory_crossingpoint directory_group directory_group_crossing_points directory_groupmember
        directory_standingcontact directory_unit directory_unitname directory_version django_migrations
        duties_clockbeat ledger_head ledger_nodekey ledger_sealed ledger_subtree
    """,
    "clock": """
        delete: access_session api_keptanswer databank_asked databank_batchrows
        select: databank_batch
        insert: ledger_entry
        select delete: exchange_carried
        select: exchange_channel exchange_delivery
        access_appointment access_shift access_watch directory_adoption directory_contact
        directory_crossingpoint directory_group directory_group_crossing_points directory_groupmember
        directory_standingcontact directory_unit directory_unitname directory_version django_content_type
        django_migrations exchange_filing ledger_head ledger_nodekey ledger_sealed ledger_subtree ledger_waiting
        select delete: access_delay
        select: directory_arrangement
        select insert: acts_planowed
        select insert: exchange_attempt
        duties_duty duties_dutymove exchange_answer exchange_binding exchange_call exchange_climb
        exchange_message exchange_receipt exchange_recipient
        select insert update: duties_clockbeat
        select insert update delete: procrastinate_events procrastinate_jobs procrastinate_periodic_defers
        procrastinate_workers
    """,
    "sealer": """
        select: django_migrations ledger_entry
        select delete: ledger_waiting
        select insert: ledger_head ledger_nodekey ledger_sealed ledger_subtree
    """,
}

# (role, table, privilege): the columns on which alone the role has it.
COLUMNS = {
    ("clock", "access_officer", "select"): "id uid login name rank is_active language theme sound volume",
    ("clock", "access_session", "select"): "key expires_at",
    ("clock", "api_keptanswer", "select"): "id at",
    ("clock", "custody_charge", "select"): "id status due_at alarms rung",
    ("clock", "custody_charge", "update"): "rung",
    ("clock", "duties_duty", "update"): "status moves wake_at remind_at promised_at done_at done_by visible_to",
    ("clock", "exchange_answer", "update"): "visible_to",
    ("clock", "exchange_attachment", "select"): "message_id blob visible_to",
    ("clock", "exchange_attachment", "update"): "visible_to",
    ("clock", "exchange_binding", "update"): "visible_to",
    ("clock", "exchange_call", "update"): "visible_to",
    ("clock", "exchange_climb", "update"): "visible_to",
    ("clock", "exchange_content", "select"): "message_id visible_to",
    ("clock", "exchange_content", "update"): "visible_to",
    ("clock", "exchange_filing", "update"): "visible_to",
    ("clock", "exchange_mention", "select"): "message_id visible_to",
    ("clock", "exchange_mention", "update"): "visible_to",
    ("clock", "exchange_delivery", "update"): "status tries tried_at failing_since next_at",
    ("clock", "exchange_message", "update"): "visible_to",
    ("clock", "exchange_upload", "select"): "blob",
    ("clock", "figures_reconciliation", "select"): "id group_id month agreed_at agreed_by",
    ("clock", "exchange_receipt", "update"): "visible_to",
    (
        "clock",
        "exchange_recipient",
        "update",
    ): "alarms step delivered_at read_at acknowledged_at climb_at climb_unit climbs visible_to",
    ("stream", "access_officer", "select"): "id uid login name rank is_active language theme sound volume",
    ("stream", "access_session", "select"): "key expires_at appointment_id officer_id",
    ("web", "acts_act", "update"): "visible_to",
    ("web", "acts_activation", "update"): "stood_down_at visible_to",
    ("web", "acts_actstep", "update"): "visible_to",
    ("web", "acts_body", "update"): "visible_to",
    ("web", "acts_lesson", "update"): "visible_to",
    ("web", "acts_officerkey", "update"): "revoked_at why replaced_by",
    ("web", "acts_signature", "update"): "visible_to",
    ("web", "acts_standdown", "update"): "visible_to",
    ("web", "acts_task", "update"): "visible_to",
    ("web", "acts_taskdone", "update"): "visible_to",
    (
        "web",
        "acts_version",
        "update",
    ): "state steps commitment hash approvers proposed_at submitted_at in_force_from ended_at visible_to",
    ("web", "access_appointment", "update"): "valid_from valid_to ended_at ended_why ended_by_id granted_by_id",
    (
        "web",
        "access_officer",
        "update",
    ): "password last_login is_active must_change_password language theme sound volume telephone",
    ("web", "access_calendaraddress", "update"): "ended_at used_at",
    (
        "web",
        "custody_charge",
        "update",
    ): "custodian_id since status ended_at holdings entries due_at alarms rung chain_to visible_to",
    ("clock", "custody_photograph", "select"): "blob",
    ("web", "custody_discrepancy", "update"): "state steps",
    ("web", "custody_handover", "update"): "state steps ended_at act",
    ("web", "custody_holding", "update"): "until",
    (
        "web",
        "custody_line",
        "update",
    ): "state found reason note decided_at decided_by decided_by_name decided_in",
    ("web", "custody_override", "update"): "state settled_by settled_by_name settled_at",
    ("clock", "databank_asked", "select"): "look_up_id",
    ("clock", "databank_batchrows", "select"): "batch_id",
    ("clock", "databank_hit", "select"): "id look_up_id",
    ("clock", "databank_material", "select"): "id audience visible_to",
    ("clock", "databank_material", "update"): "visible_to",
    ("clock", "databank_materialfile", "select"): "blob material_id",
    ("clock", "databank_materialfile", "update"): "visible_to",
    ("clock", "operations_logfile", "select"): "blob",
    ("clock", "databank_materialwords", "select"): "material_id",
    ("clock", "databank_materialwords", "update"): "visible_to",
    ("clock", "databank_lookup", "select"): "id batch_id",
    ("web", "databank_batch", "update"): "done",
    ("web", "databank_entry", "update"): "status valid_to review_at steps",
    ("web", "databank_material", "update"): "status steps",
    ("web", "databank_hit", "update"): "state answer note settled_at settled_by settled_by_name",
    ("web", "access_shift", "update"): "dropped_at dropped_by_id",
    (
        "web",
        "access_token",
        "update",
    ): "confirmed_at confirmed_by_id ended_at ended_by_id ended_why used_at minute in_minute",
    ("web", "access_watch", "update"): "relieved_at ends_at note",
    ("web", "directory_arrangement", "update"): "valid_to ended_at",
    ("web", "operations_member", "update"): "until",
    ("web", "operations_operation", "update"): "state steps entries begun_at ended_at report_id",
    ("web", "directory_contact", "update"): "valid_to origin",
    ("web", "directory_groupmember", "update"): "valid_to origin",
    ("web", "directory_standingcontact", "update"): "valid_to origin",
    ("web", "directory_unit", "update"): "valid_to reach origin",
    ("web", "duties_duty", "update"): "status moves wake_at promised_at done_at done_by visible_to",
    ("web", "figures_difference", "update"): "state steps",
    ("web", "figures_listing", "update"): "stands",
    ("web", "figures_reconciliation", "update"): "compared_at total open act agreed_at agreed_by",
    ("web", "figures_return", "update"): "stands",
    ("web", "exchange_answer", "update"): "visible_to",
    ("web", "exchange_attachment", "update"): "visible_to",
    ("web", "exchange_binding", "update"): "visible_to",
    ("web", "exchange_call", "update"): "visible_to",
    ("web", "exchange_climb", "update"): "visible_to",
    ("web", "exchange_content", "update"): "visible_to",
    ("web", "exchange_filing", "update"): "visible_to",
    ("web", "exchange_mention", "update"): "visible_to",
    ("web", "exchange_channel", "update"): "status secret visible_to",
    ("web", "exchange_delivery", "update"): "status noted_at noted_by noted_by_name visible_to",
    ("web", "exchange_message", "update"): "visible_to",
    ("web", "exchange_request", "update"): "state steps clock counted_from promised_at ended_at visible_to",
    ("web", "exchange_requeststep", "update"): "visible_to",
    ("web", "exchange_upload", "update"): "visible_to",
    ("web", "operations_commitment", "update"): "state steps ended_at ends_at promised_until",
    ("web", "operations_patrol", "update"): "state steps started_at ended_at",
    ("web", "operations_resource", "update"): "amount steps withdrawn_at",
    ("web", "exchange_outage", "update"): "restored_at restored_by_id visible_to",
    ("web", "exchange_receipt", "update"): "visible_to",
    (
        "web",
        "exchange_recipient",
        "update",
    ): "alarms step delivered_at read_at acknowledged_at climb_at climb_unit climbs visible_to",
}
