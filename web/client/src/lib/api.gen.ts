// Made of web/openapi.json by `npm run api`. Don't edit.

export interface paths {
    "/about": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What anybody may know of this server */
        get: operations["getAbout"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/activity": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What happened lately to records that the caller may read, the newest first */
        get: operations["getActivity"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who did what when in the brokerage and to its records, the newest first
         * @description For the broker role.
         */
        get: operations["getAdminAudit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/connections": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The brokerage's live connections, the newest first: who, on which device, since when
         * @description For the broker role.
         */
        get: operations["getAdminConnections"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Where everybody is signed in, the newest first, and with expired=true where they were
         * @description For the broker role.
         */
        get: operations["getAdminSessions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/sessions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Sign a device of anybody out; it deletes what it holds when it is next online
         * @description For the broker role.
         */
        delete: operations["deleteAdminSessionsId"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/stats": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What the server did in the last hour or day, the brokerage's tasks, and what is out of order
         * @description For the broker role.
         */
        get: operations["getAdminStats"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Everybody's personal tokens, the newest first
         * @description For the broker role.
         */
        get: operations["getAdminTokens"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/tokens/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Revoke anybody's personal token, and close the sockets that came by it
         * @description For the broker role.
         */
        delete: operations["deleteAdminTokensId"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/appointments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A page of appointments */
        get: operations["getAppointments"];
        put?: never;
        /**
         * Make one of the caller's own; by an id that the client made, once
         * @description A personal token needs the scope write.
         */
        post: operations["postAppointments"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/appointments/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One appointment */
        get: operations["getAppointmentsId"];
        put?: never;
        post?: never;
        /**
         * Delete it, until it is restored
         * @description A personal token needs the scope write.
         */
        delete: operations["deleteAppointmentsId"];
        options?: never;
        head?: never;
        /**
         * A JSON Merge Patch (RFC 7396); list items that carry an id are patched in place
         * @description A personal token needs the scope write.
         */
        patch: operations["patchAppointmentsId"];
        trace?: never;
    };
    "/appointments/{id}/archive": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take it out of lists
         * @description A personal token needs the scope write.
         */
        post: operations["postAppointmentsIdArchive"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/appointments/{id}/at/{heads}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** As it was at heads, which have commas between them */
        get: operations["getAppointmentsIdAtHeads"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/appointments/{id}/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who changed what when, the oldest first */
        get: operations["getAppointmentsIdHistory"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/appointments/{id}/notes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Add a note
         * @description A personal token needs the scope write.
         */
        post: operations["postAppointmentsIdNotes"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/appointments/{id}/notes/{note}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Delete a note of the caller's; the broker role deletes anybody's
         * @description A personal token needs the scope write.
         */
        delete: operations["deleteAppointmentsIdNotesNote"];
        options?: never;
        head?: never;
        /**
         * Change a note of the caller's
         * @description A personal token needs the scope write.
         */
        patch: operations["patchAppointmentsIdNotesNote"];
        trace?: never;
    };
    "/appointments/{id}/renew": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Give it new documents with the same content, because the history of its old ones is long
         * @description A personal token needs the scope write.
         */
        post: operations["postAppointmentsIdRenew"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/appointments/{id}/restore": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Bring an archived or deleted one back
         * @description A personal token needs the scope write.
         */
        post: operations["postAppointmentsIdRestore"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/appointments/{id}/revert": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make the fields again what they were at heads
         * @description A personal token needs the scope write.
         */
        post: operations["postAppointmentsIdRevert"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/appointments/{id}/transfer": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Give it another owner, team or visibility
         * @description A personal token needs the scope write.
         */
        post: operations["postAppointmentsIdTransfer"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/invitation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** What the link of an invitation invites to */
        post: operations["postAuthInvitation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/invitation/accept": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Make the account that a link invites to, and sign in; the link is used up */
        post: operations["postAuthInvitationAccept"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/login": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sign in; sets the refresh cookie */
        post: operations["postAuthLogin"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/logout": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** End the session of the refresh cookie */
        post: operations["postAuthLogout"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/refresh": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Trade the refresh cookie for a new one and an access token */
        post: operations["postAuthRefresh"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/brokerage": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What one's brokerage has set for everybody in it */
        get: operations["getBrokerage"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change what is given of it
         * @description For the broker role.
         */
        patch: operations["patchBrokerage"];
        trace?: never;
    };
    "/bulk": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * One merge patch over many records, each for itself; undo takes all of it back once
         * @description A personal token needs the scope write.
         */
        post: operations["postBulk"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/calendar": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Where the caller's calendar can be subscribed to
         * @description Not with a personal token: sign in.
         */
        get: operations["getCalendar"];
        put?: never;
        /**
         * Give out the caller's calendar under a new address; the one before ends
         * @description Not with a personal token: sign in.
         */
        post: operations["postCalendar"];
        /**
         * Stop giving out the caller's calendar
         * @description Not with a personal token: sign in.
         */
        delete: operations["deleteCalendar"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/calendar/{secret}.ics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The calendar of whoever gave out the address, as iCalendar (RFC 5545) */
        get: operations["getCalendarSecretIcs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/catalog": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Every record that the caller may read and that changed since the cursor, and the ids of those lost */
        get: operations["getCatalog"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/client-errors": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Report an error that a browser met */
        post: operations["postClientErrors"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/clients": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A page of clients */
        get: operations["getClients"];
        put?: never;
        /**
         * Make one of the caller's own; by an id that the client made, once
         * @description A personal token needs the scope write.
         */
        post: operations["postClients"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/clients/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One client */
        get: operations["getClientsId"];
        put?: never;
        post?: never;
        /**
         * Delete it, until it is restored
         * @description A personal token needs the scope write.
         */
        delete: operations["deleteClientsId"];
        options?: never;
        head?: never;
        /**
         * A JSON Merge Patch (RFC 7396); list items that carry an id are patched in place
         * @description A personal token needs the scope write.
         */
        patch: operations["patchClientsId"];
        trace?: never;
    };
    "/clients/{id}/archive": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take it out of lists
         * @description A personal token needs the scope write.
         */
        post: operations["postClientsIdArchive"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/clients/{id}/at/{heads}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** As it was at heads, which have commas between them */
        get: operations["getClientsIdAtHeads"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/clients/{id}/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who changed what when, the oldest first */
        get: operations["getClientsIdHistory"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/clients/{id}/notes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Add a note
         * @description A personal token needs the scope write.
         */
        post: operations["postClientsIdNotes"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/clients/{id}/notes/{note}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Delete a note of the caller's; the broker role deletes anybody's
         * @description A personal token needs the scope write.
         */
        delete: operations["deleteClientsIdNotesNote"];
        options?: never;
        head?: never;
        /**
         * Change a note of the caller's
         * @description A personal token needs the scope write.
         */
        patch: operations["patchClientsIdNotesNote"];
        trace?: never;
    };
    "/clients/{id}/renew": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Give it new documents with the same content, because the history of its old ones is long
         * @description A personal token needs the scope write.
         */
        post: operations["postClientsIdRenew"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/clients/{id}/restore": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Bring an archived or deleted one back
         * @description A personal token needs the scope write.
         */
        post: operations["postClientsIdRestore"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/clients/{id}/revert": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make the fields again what they were at heads
         * @description A personal token needs the scope write.
         */
        post: operations["postClientsIdRevert"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/clients/{id}/transfer": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Give it another owner, team or visibility
         * @description A personal token needs the scope write.
         */
        post: operations["postClientsIdTransfer"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/escrows": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A page of escrows */
        get: operations["getEscrows"];
        put?: never;
        /**
         * Make one of the caller's own; by an id that the client made, once
         * @description A personal token needs the scope write.
         */
        post: operations["postEscrows"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/escrows/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One escrow */
        get: operations["getEscrowsId"];
        put?: never;
        post?: never;
        /**
         * Delete it, until it is restored
         * @description A personal token needs the scope write.
         */
        delete: operations["deleteEscrowsId"];
        options?: never;
        head?: never;
        /**
         * A JSON Merge Patch (RFC 7396); list items that carry an id are patched in place
         * @description A personal token needs the scope write.
         */
        patch: operations["patchEscrowsId"];
        trace?: never;
    };
    "/escrows/{id}/archive": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take it out of lists
         * @description A personal token needs the scope write.
         */
        post: operations["postEscrowsIdArchive"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/escrows/{id}/at/{heads}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** As it was at heads, which have commas between them */
        get: operations["getEscrowsIdAtHeads"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/escrows/{id}/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who changed what when, the oldest first */
        get: operations["getEscrowsIdHistory"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/escrows/{id}/notes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Add a note
         * @description A personal token needs the scope write.
         */
        post: operations["postEscrowsIdNotes"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/escrows/{id}/notes/{note}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Delete a note of the caller's; the broker role deletes anybody's
         * @description A personal token needs the scope write.
         */
        delete: operations["deleteEscrowsIdNotesNote"];
        options?: never;
        head?: never;
        /**
         * Change a note of the caller's
         * @description A personal token needs the scope write.
         */
        patch: operations["patchEscrowsIdNotesNote"];
        trace?: never;
    };
    "/escrows/{id}/renew": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Give it new documents with the same content, because the history of its old ones is long
         * @description A personal token needs the scope write.
         */
        post: operations["postEscrowsIdRenew"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/escrows/{id}/restore": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Bring an archived or deleted one back
         * @description A personal token needs the scope write.
         */
        post: operations["postEscrowsIdRestore"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/escrows/{id}/revert": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make the fields again what they were at heads
         * @description A personal token needs the scope write.
         */
        post: operations["postEscrowsIdRevert"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/escrows/{id}/transfer": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Give it another owner, team or visibility
         * @description A personal token needs the scope write.
         */
        post: operations["postEscrowsIdTransfer"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/export/appointments.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Every appointment that the caller may read, as CSV (RFC 4180) */
        get: operations["getExportAppointmentsCsv"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/export/clients.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Every client that the caller may read, as CSV (RFC 4180) */
        get: operations["getExportClientsCsv"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/export/escrows.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Every escrow that the caller may read, as CSV (RFC 4180) */
        get: operations["getExportEscrowsCsv"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/export/leads.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Every lead that the caller may read, as CSV (RFC 4180) */
        get: operations["getExportLeadsCsv"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/export/listings.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Every listing that the caller may read, as CSV (RFC 4180) */
        get: operations["getExportListingsCsv"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/files": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a file for one's own tasks to read: a form with the file file, of 8 MiB at most; it is kept for a day
         * @description A personal token needs the scope write.
         */
        post: operations["postFiles"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/files/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Delete a file that one has sent
         * @description A personal token needs the scope write.
         */
        delete: operations["deleteFilesId"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/invitations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who is invited to the brokerage and has not accepted, the newest first
         * @description For the broker role.
         */
        get: operations["getInvitations"];
        put?: never;
        /**
         * Invite an address: the answer shows the link, once, for the caller to send
         * @description For the broker role.
         */
        post: operations["postInvitations"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/invitations/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Withdraw an invitation
         * @description For the broker role.
         */
        delete: operations["deleteInvitationsId"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/invitations/{id}/renew": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Give an invitation a new link; the one before ends
         * @description For the broker role.
         */
        post: operations["postInvitationsIdRenew"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/leads": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A page of leads */
        get: operations["getLeads"];
        put?: never;
        /**
         * Make one of the caller's own; by an id that the client made, once
         * @description A personal token needs the scope write.
         */
        post: operations["postLeads"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/leads/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One lead */
        get: operations["getLeadsId"];
        put?: never;
        post?: never;
        /**
         * Delete it, until it is restored
         * @description A personal token needs the scope write.
         */
        delete: operations["deleteLeadsId"];
        options?: never;
        head?: never;
        /**
         * A JSON Merge Patch (RFC 7396); list items that carry an id are patched in place
         * @description A personal token needs the scope write.
         */
        patch: operations["patchLeadsId"];
        trace?: never;
    };
    "/leads/{id}/archive": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take it out of lists
         * @description A personal token needs the scope write.
         */
        post: operations["postLeadsIdArchive"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/leads/{id}/at/{heads}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** As it was at heads, which have commas between them */
        get: operations["getLeadsIdAtHeads"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/leads/{id}/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who changed what when, the oldest first */
        get: operations["getLeadsIdHistory"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/leads/{id}/notes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Add a note
         * @description A personal token needs the scope write.
         */
        post: operations["postLeadsIdNotes"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/leads/{id}/notes/{note}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Delete a note of the caller's; the broker role deletes anybody's
         * @description A personal token needs the scope write.
         */
        delete: operations["deleteLeadsIdNotesNote"];
        options?: never;
        head?: never;
        /**
         * Change a note of the caller's
         * @description A personal token needs the scope write.
         */
        patch: operations["patchLeadsIdNotesNote"];
        trace?: never;
    };
    "/leads/{id}/renew": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Give it new documents with the same content, because the history of its old ones is long
         * @description A personal token needs the scope write.
         */
        post: operations["postLeadsIdRenew"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/leads/{id}/restore": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Bring an archived or deleted one back
         * @description A personal token needs the scope write.
         */
        post: operations["postLeadsIdRestore"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/leads/{id}/revert": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make the fields again what they were at heads
         * @description A personal token needs the scope write.
         */
        post: operations["postLeadsIdRevert"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/leads/{id}/transfer": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Give it another owner, team or visibility
         * @description A personal token needs the scope write.
         */
        post: operations["postLeadsIdTransfer"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/listings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A page of listings */
        get: operations["getListings"];
        put?: never;
        /**
         * Make one of the caller's own; by an id that the client made, once
         * @description A personal token needs the scope write.
         */
        post: operations["postListings"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/listings/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One listing */
        get: operations["getListingsId"];
        put?: never;
        post?: never;
        /**
         * Delete it, until it is restored
         * @description A personal token needs the scope write.
         */
        delete: operations["deleteListingsId"];
        options?: never;
        head?: never;
        /**
         * A JSON Merge Patch (RFC 7396); list items that carry an id are patched in place
         * @description A personal token needs the scope write.
         */
        patch: operations["patchListingsId"];
        trace?: never;
    };
    "/listings/{id}/archive": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take it out of lists
         * @description A personal token needs the scope write.
         */
        post: operations["postListingsIdArchive"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/listings/{id}/at/{heads}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** As it was at heads, which have commas between them */
        get: operations["getListingsIdAtHeads"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/listings/{id}/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who changed what when, the oldest first */
        get: operations["getListingsIdHistory"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/listings/{id}/notes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Add a note
         * @description A personal token needs the scope write.
         */
        post: operations["postListingsIdNotes"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/listings/{id}/notes/{note}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Delete a note of the caller's; the broker role deletes anybody's
         * @description A personal token needs the scope write.
         */
        delete: operations["deleteListingsIdNotesNote"];
        options?: never;
        head?: never;
        /**
         * Change a note of the caller's
         * @description A personal token needs the scope write.
         */
        patch: operations["patchListingsIdNotesNote"];
        trace?: never;
    };
    "/listings/{id}/renew": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Give it new documents with the same content, because the history of its old ones is long
         * @description A personal token needs the scope write.
         */
        post: operations["postListingsIdRenew"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/listings/{id}/restore": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Bring an archived or deleted one back
         * @description A personal token needs the scope write.
         */
        post: operations["postListingsIdRestore"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/listings/{id}/revert": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make the fields again what they were at heads
         * @description A personal token needs the scope write.
         */
        post: operations["postListingsIdRevert"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/listings/{id}/transfer": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Give it another owner, team or visibility
         * @description A personal token needs the scope write.
         */
        post: operations["postListingsIdTransfer"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who asks */
        get: operations["getMe"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change one's own name or password; a new password ends every sign-in and personal token
         * @description Not with a personal token: sign in.
         */
        patch: operations["patchMe"];
        trace?: never;
    };
    "/notifications": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What the caller was told, the newest first */
        get: operations["getNotifications"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/notifications/read": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Mark some notifications as read, or all where none are named
         * @description A personal token needs the scope write.
         */
        post: operations["postNotificationsRead"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/openapi.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** This document */
        get: operations["getOpenapiJson"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/people": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The names of one's brokerage */
        get: operations["getPeople"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/plugins": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What the brokerage has installed
         * @description For the broker role.
         */
        get: operations["getPlugins"];
        put?: never;
        /**
         * Install a package: a form with the file package, and unsigned=true where nobody has signed it
         * @description For the broker role.
         */
        post: operations["postPlugins"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/plugins/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Remove a plugin
         * @description For the broker role.
         */
        delete: operations["deletePluginsId"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/plugins/{id}/grants": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Say what a plugin may do from now on; it also lets a suspended one go on
         * @description For the broker role.
         */
        post: operations["postPluginsIdGrants"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/plugins/{id}/logs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What a plugin's program wrote in runs that failed, the newest first, to who installed the plugin: at most 20 of the last 14 days
         * @description For the broker role.
         */
        get: operations["getPluginsIdLogs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/preferences": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What the caller has set in the app, for all their devices */
        get: operations["getPreferences"];
        /**
         * Replace what the caller has set in the app
         * @description A personal token needs the scope write.
         */
        put: operations["putPreferences"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Set and remove some of what the caller has set in the app: null removes a name
         * @description A personal token needs the scope write.
         */
        patch: operations["patchPreferences"];
        trace?: never;
    };
    "/privacy/erase": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Erase a record for ever, with its history and its traces; a conflict while it is held
         * @description For the broker role.
         */
        post: operations["postPrivacyErase"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/privacy/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * All that is kept about a person: a record, its history, what names it, who did what to it
         * @description For the broker role.
         */
        get: operations["getPrivacyExport"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/privacy/hold": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The records that must not be erased
         * @description For the broker role.
         */
        get: operations["getPrivacyHold"];
        put?: never;
        /**
         * Keep a record from being erased, or release it
         * @description For the broker role.
         */
        post: operations["postPrivacyHold"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/reports/forecast": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What open escrows will come to, by month and agent */
        get: operations["getReportsForecast"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/reports/gci": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What closed escrows came to, by month and agent */
        get: operations["getReportsGci"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/reports/pipeline": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Leads, listings and escrows by status, with sums */
        get: operations["getReportsPipeline"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/reports/responses": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How fast agents answer leads */
        get: operations["getReportsResponses"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/reports/sources": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What became of leads, by their source */
        get: operations["getReportsSources"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/schema": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The record types and their fields, which drive forms and CSV mapping */
        get: operations["getSchema"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/search": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The records of all types that a person means by what they typed, the best found first */
        get: operations["getSearch"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Where one is signed in, and with expired=true where one was */
        get: operations["getSessions"];
        put?: never;
        post?: never;
        /**
         * Sign all of one's devices out but this one; they delete what they hold when next online
         * @description Not with a personal token: sign in.
         */
        delete: operations["deleteSessions"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sessions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Sign a device out; it deletes what it holds when it is next online
         * @description Not with a personal token: sign in.
         */
        delete: operations["deleteSessionsId"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sync/bulk": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Whatever is missing of documents, as a CBOR sequence of {documentId, heads, chunk} */
        post: operations["postSyncBulk"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tasks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The tasks that the caller may see, the newest first, without what they put out and propose: those of all regions that answer */
        get: operations["getTasks"];
        put?: never;
        /**
         * Run a workflow
         * @description A personal token needs the scope write.
         */
        post: operations["postTasks"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tasks/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A task with its steps and proposals */
        get: operations["getTasksId"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tasks/{id}/accept": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Apply what a task proposes: all of it, some records or some fields; what people have changed since is skipped unless its field is named
         * @description A personal token needs the scope write.
         */
        post: operations["postTasksIdAccept"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tasks/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Stop a task; what it has applied stays, and what it had proposed by its last checkpoint waits for a decision
         * @description A personal token needs the scope write.
         */
        post: operations["postTasksIdCancel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tasks/{id}/reject": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Drop what a task proposes, or some of it
         * @description A personal token needs the scope write.
         */
        post: operations["postTasksIdReject"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tasks/{id}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Let a failed or cancelled task go on at its first unfinished step; a conflict where its input is not kept any more
         * @description A personal token needs the scope write.
         */
        post: operations["postTasksIdRetry"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tasks/{id}/undo": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take back what was accepted, but for what people have changed since
         * @description A personal token needs the scope write.
         */
        post: operations["postTasksIdUndo"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/teams": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The brokerage's teams
         * @description For the broker role.
         */
        get: operations["getTeams"];
        put?: never;
        /**
         * Add a team
         * @description For the broker role.
         */
        post: operations["postTeams"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/teams/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A team
         * @description For the broker role.
         */
        get: operations["getTeamsId"];
        put?: never;
        post?: never;
        /**
         * Remove a team; its records stay with their owners and the broker role
         * @description For the broker role.
         */
        delete: operations["deleteTeamsId"];
        options?: never;
        head?: never;
        /**
         * Rename a team
         * @description For the broker role.
         */
        patch: operations["patchTeamsId"];
        trace?: never;
    };
    "/tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One's own personal tokens */
        get: operations["getTokens"];
        put?: never;
        /**
         * Make a personal token, for stock clients and scripts
         * @description Not with a personal token: sign in.
         */
        post: operations["postTokens"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tokens/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Revoke a personal token, and close the sockets that came by it
         * @description Not with a personal token: sign in.
         */
        delete: operations["deleteTokensId"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/undo/{token}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take a bulk edit back, but for what was changed since
         * @description A personal token needs the scope write.
         */
        post: operations["postUndoToken"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Everybody in the brokerage
         * @description For the broker role.
         */
        get: operations["getUsers"];
        put?: never;
        /**
         * Add a user
         * @description For the broker role.
         */
        post: operations["postUsers"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/users/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A user
         * @description For the broker role.
         */
        get: operations["getUsersId"];
        put?: never;
        post?: never;
        /**
         * Disable a user: sockets are closed, devices told to wipe
         * @description For the broker role.
         */
        delete: operations["deleteUsersId"];
        options?: never;
        head?: never;
        /**
         * Change what is given of a user
         * @description For the broker role.
         */
        patch: operations["patchUsersId"];
        trace?: never;
    };
    "/views": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The saved views of lists: one's own, and those that others share */
        get: operations["getViews"];
        /**
         * Replace one's own saved views; agents share with their teams, leads and brokers with everybody
         * @description A personal token needs the scope write.
         */
        put: operations["putViews"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/views/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Delete a saved view of one's own; the broker role deletes every shared one
         * @description A personal token needs the scope write.
         */
        delete: operations["deleteViewsId"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/webhooks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One's own webhooks, or all of the brokerage for the broker role, and the events to ask for */
        get: operations["getWebhooks"];
        put?: never;
        /**
         * Have an address told of events, signed by the scheme of Standard Webhooks
         * @description Not with a personal token: sign in.
         */
        post: operations["postWebhooks"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/webhooks/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A webhook */
        get: operations["getWebhooksId"];
        put?: never;
        post?: never;
        /**
         * Delete a webhook with its log; the broker role deletes anybody's
         * @description Not with a personal token: sign in.
         */
        delete: operations["deleteWebhooksId"];
        options?: never;
        head?: never;
        /**
         * Change a webhook of one's own, or pause it; the broker role pauses anybody's
         * @description Not with a personal token: sign in.
         */
        patch: operations["patchWebhooksId"];
        trace?: never;
    };
    "/webhooks/{id}/deliveries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What was sent to a webhook and how it was answered, the newest first */
        get: operations["getWebhooksIdDeliveries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/webhooks/{id}/deliveries/{delivery}/redeliver": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a delivery of a webhook of one's own again
         * @description Not with a personal token: sign in.
         */
        post: operations["postWebhooksIdDeliveriesDeliveryRedeliver"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/webhooks/{id}/rotate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Give a webhook of one's own a new secret; for a day the one before signs too
         * @description Not with a personal token: sign in.
         */
        post: operations["postWebhooksIdRotate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/webhooks/{id}/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a test to a webhook of one's own, once
         * @description Not with a personal token: sign in.
         */
        post: operations["postWebhooksIdTest"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/workflows": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What the caller may run, with the JSON Schema of its input */
        get: operations["getWorkflows"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @description About is what anybody may know of a server before they sign in. */
        About: {
            /** @description Somebody can sign in to an account of the demo, whose password is public: nothing private belongs here. */
            demo: boolean;
        };
        /** @description AcceptAnswer is the task as it is then, and what was not applied. */
        AcceptAnswer: {
            createdAt: components["schemas"]["Time"];
            /** @description Whether it was a trial run. */
            dryRun?: boolean;
            error: components["schemas"]["TaskError"] | null;
            finishedAt: components["schemas"]["Time"] | null;
            id: components["schemas"]["ID"];
            message: string;
            output: unknown;
            /** @description What the step under way has told so far: as in its last event, and of streamed text all that was said, or the end of it. */
            partial?: unknown;
            /** @description Those of them that nobody has decided on. */
            pending: number;
            /** @description Percent. */
            progress: number;
            proposals: components["schemas"]["Proposal"][];
            /** @description Proposals made so far. */
            proposed: number;
            /** @description Of several regions, the one that has the task: it runs there, and goes on there. */
            region?: string;
            room: string;
            skipped: components["schemas"]["Skip"][];
            startedAt: components["schemas"]["Time"] | null;
            status: components["schemas"]["TaskStatus"];
            steps: components["schemas"]["TaskStep"][];
            title: string;
            user: components["schemas"]["ID"];
            workflow: string;
        };
        /** @description AcceptInvitationRequest makes the account that a link invites to. */
        AcceptInvitationRequest: {
            name: string;
            password: string;
            /** @description The fragment of the link, without its #. */
            token: string;
        };
        /** @description Activity is something that happened to a record: who did what when, never a value. */
        Activity: {
            action: string;
            at: components["schemas"]["Time"];
            field?: components["schemas"]["Pointer"];
            reason?: string;
            record: components["schemas"]["MaybeID"];
            user: components["schemas"]["MaybeID"];
        };
        /** @description ActivityAnswer lists what happened, the newest first. */
        ActivityAnswer: {
            items: components["schemas"]["Activity"][];
            /** @description The cursor of what happened before; null at the end. A page may have fewer items than asked for where others follow. */
            next: string | null;
        };
        /** @description AgentEarning is what one agent's escrows of one month come to, in cents. */
        AgentEarning: {
            /** @description Escrows that have no commission yet. */
            absent: number;
            agent: components["schemas"]["MaybeID"];
            count: number;
            /**
             * Format: int64
             * @description Gross commission, of the escrows whose commission the caller may read.
             */
            gci: number;
            /** @description Escrows whose commission the caller may not read, and that gci and net leave out. */
            hidden: number;
            month: string;
            /**
             * Format: int64
             * @description … after referral, splits and fees.
             */
            net: number;
            /**
             * Format: int64
             * @description Purchase prices.
             */
            price: number;
        };
        /** @description AgentResponse is how fast one agent answers leads. */
        AgentResponse: {
            agent: components["schemas"]["MaybeID"];
            answered: number;
            leads: number;
            /** @description Seconds from the assignment to the first response: half of the leads were answered faster; null where none was. */
            medianSeconds: number | null;
            /** @description … nine in ten were answered faster. */
            slowSeconds: number | null;
        };
        /** @description Alert says that something is not as it should be, or not as it was. */
        Alert: {
            /** @description Such as edits_slow, requests_fail or connections_fell. */
            code: string;
            detail: string;
            /** @enum {string} */
            severity: "warning" | "critical";
            /** @description Since when, without a pause of more than a minute. */
            since: components["schemas"]["Time"];
        };
        /** @description Record is the shape of a record. Nobody fills it: records write themselves, see Written. */
        Appointment: {
            archivedAt: components["schemas"]["Time"] | null;
            /** @description By JSON Pointer, the values that were set at once; the first is the one that fields show. */
            conflicts: {
                [key: string]: components["schemas"]["Value"][];
            };
            createdAt: components["schemas"]["Time"];
            deletedAt: components["schemas"]["Time"] | null;
            documentId: string;
            fields: components["schemas"]["AppointmentFields"];
            /** @description For people to look at, such as review:/status. */
            flags: string[];
            heads: components["schemas"]["Hash"][];
            id: components["schemas"]["ID"];
            owner: components["schemas"]["MaybeID"];
            private?: components["schemas"]["AppointmentPrivate"];
            /** @description Only for who may read the private half. */
            privateDocumentId?: string;
            team: components["schemas"]["MaybeID"];
            /** @constant */
            type: "appointment";
            updatedAt: components["schemas"]["Time"];
            visibility: components["schemas"]["Visibility"];
        };
        AppointmentFields: {
            /** All day */
            allDay?: boolean;
            /** Attendees */
            ATTENDEE?: {
                /** Contact */
                contact?: string;
                /** ID */
                id?: string;
                /**
                 * Answer
                 * @enum {string}
                 */
                PARTSTAT?: "NEEDS-ACTION" | "ACCEPTED" | "DECLINED" | "TENTATIVE" | "DELEGATED";
            }[];
            /**
             * Shared notes
             * @description Collaborative: a patch is spliced in by difference.
             */
            briefing?: string;
            /**
             * Privacy
             * @enum {string}
             */
            CLASS?: "PUBLIC" | "PRIVATE" | "CONFIDENTIAL";
            /**
             * Description
             * @description Collaborative: a patch is spliced in by difference.
             */
            DESCRIPTION?: string;
            /**
             * Ends
             * Format: date-time
             */
            DTEND?: string;
            /**
             * Starts
             * Format: date-time
             */
            DTSTART?: string;
            /**
             * Kind
             * @enum {string}
             */
            kind?: "showing" | "open_house" | "listing_presentation" | "buyer_consult" | "inspection" | "appraisal" | "signing" | "call" | "other";
            /** Linked records */
            linked?: {
                /**
                 * Client
                 * @description The id of a client.
                 */
                client?: components["schemas"]["ID"];
                /**
                 * Escrow
                 * @description The id of a escrow.
                 */
                escrow?: components["schemas"]["ID"];
                /**
                 * Lead
                 * @description The id of a lead.
                 */
                lead?: components["schemas"]["ID"];
                /**
                 * Listing
                 * @description The id of a listing.
                 */
                listing?: components["schemas"]["ID"];
            };
            /** Location */
            LOCATION?: string;
            /**
             * Method
             * @enum {string}
             */
            method?: "In-Person" | "Virtual";
            /** Notes */
            notes?: {
                /**
                 * Written
                 * Format: date-time
                 */
                at?: string;
                /**
                 * Author
                 * @description The id of a user.
                 */
                author?: components["schemas"]["ID"];
                /** Text */
                body?: string;
                /** ID */
                id?: string;
                /** Mentions */
                mentions?: components["schemas"]["ID"][];
            }[];
            /**
             * Outcome
             * @enum {string}
             */
            outcome?: "pending" | "completed" | "no_show" | "rescheduled";
            /** Repeats */
            RRULE?: string;
            /**
             * Status
             * @enum {string}
             */
            STATUS?: "TENTATIVE" | "CONFIRMED" | "CANCELLED";
            /** Title */
            SUMMARY?: string;
            /** Tags */
            tags?: string[];
            /** Time zone */
            TZID?: string;
        };
        AppointmentFieldsNew: {
            allDay?: boolean | null;
            ATTENDEE?: {
                contact?: string | null;
                id?: string | null;
                PARTSTAT?: ("NEEDS-ACTION" | "ACCEPTED" | "DECLINED" | "TENTATIVE" | "DELEGATED") | null;
            }[] | null;
            briefing?: string | null;
            CLASS?: ("PUBLIC" | "PRIVATE" | "CONFIDENTIAL") | null;
            DESCRIPTION?: string | null;
            DTEND: string | null;
            DTSTART: string | null;
            kind: ("showing" | "open_house" | "listing_presentation" | "buyer_consult" | "inspection" | "appraisal" | "signing" | "call" | "other") | null;
            linked?: {
                client?: components["schemas"]["ID"] | null;
                escrow?: components["schemas"]["ID"] | null;
                lead?: components["schemas"]["ID"] | null;
                listing?: components["schemas"]["ID"] | null;
            } | null;
            LOCATION?: string | null;
            method?: ("In-Person" | "Virtual") | null;
            notes?: {
                at?: string | null;
                author?: components["schemas"]["ID"] | null;
                body?: string | null;
                id?: string | null;
                mentions?: components["schemas"]["ID"][] | null;
            }[] | null;
            outcome?: ("pending" | "completed" | "no_show" | "rescheduled") | null;
            RRULE?: string | null;
            STATUS?: ("TENTATIVE" | "CONFIRMED" | "CANCELLED") | null;
            SUMMARY: string | null;
            tags?: string[] | null;
            TZID: string | null;
        };
        AppointmentFieldsPatch: {
            allDay?: boolean | null;
            ATTENDEE?: {
                contact?: string | null;
                id?: string | null;
                PARTSTAT?: ("NEEDS-ACTION" | "ACCEPTED" | "DECLINED" | "TENTATIVE" | "DELEGATED") | null;
            }[] | null;
            briefing?: string | null;
            CLASS?: ("PUBLIC" | "PRIVATE" | "CONFIDENTIAL") | null;
            DESCRIPTION?: string | null;
            DTEND?: string | null;
            DTSTART?: string | null;
            kind?: ("showing" | "open_house" | "listing_presentation" | "buyer_consult" | "inspection" | "appraisal" | "signing" | "call" | "other") | null;
            linked?: {
                client?: components["schemas"]["ID"] | null;
                escrow?: components["schemas"]["ID"] | null;
                lead?: components["schemas"]["ID"] | null;
                listing?: components["schemas"]["ID"] | null;
            } | null;
            LOCATION?: string | null;
            method?: ("In-Person" | "Virtual") | null;
            notes?: {
                at?: string | null;
                author?: components["schemas"]["ID"] | null;
                body?: string | null;
                id?: string | null;
                mentions?: components["schemas"]["ID"][] | null;
            }[] | null;
            outcome?: ("pending" | "completed" | "no_show" | "rescheduled") | null;
            RRULE?: string | null;
            STATUS?: ("TENTATIVE" | "CONFIRMED" | "CANCELLED") | null;
            SUMMARY?: string | null;
            tags?: string[] | null;
            TZID?: string | null;
        };
        /** @description RecordPage is a page of a list: of large records fewer than were asked for, 8 MiB of them at most or one. Records of the list that changed after its first page was read come again at the end, so that a record that moved to an earlier page isn't missed; use the last copy of each id. While more records change between two pages than a page holds, there is always a next page. In a list by createdAt, which never changes, each comes once. A record that has left the list meanwhile may have come. */
        AppointmentPage: {
            items: components["schemas"]["Appointment"][];
            /** @description The cursor of the page that follows; null at the end. */
            next: string | null;
            /** @description How many records the whole list has. */
            total: number;
        };
        AppointmentPrivate: Record<string, never>;
        AppointmentPrivateNew: Record<string, never>;
        AppointmentPrivatePatch: Record<string, never>;
        /** @enum {string} */
        AppointmentSort: "createdAt" | "updatedAt" | "SUMMARY" | "DTSTART" | "DTEND" | "TZID" | "allDay" | "LOCATION" | "STATUS" | "CLASS" | "RRULE" | "kind" | "method" | "outcome" | "-createdAt" | "-updatedAt" | "-SUMMARY" | "-DTSTART" | "-DTEND" | "-TZID" | "-allDay" | "-LOCATION" | "-STATUS" | "-CLASS" | "-RRULE" | "-kind" | "-method" | "-outcome";
        /** @description AuditAnswer is a page of the brokerage's part of the audit log, the newest first. */
        AuditAnswer: {
            items: components["schemas"]["AuditLine"][];
            /** @description The cursor of what happened before; null at the end. A page may have fewer items than asked for, or none, where others follow. */
            next: string | null;
        };
        /** @description AuditLine says who did what when, to what and why, never a value. */
        AuditLine: {
            action: string;
            /** @description The server's time. */
            at: components["schemas"]["Time"];
            field: components["schemas"]["Pointer"];
            /**
             * Format: int64
             * @description Its place in the server's whole log, in which each line's hash covers the one before it.
             */
            number: number;
            reason: string;
            record: components["schemas"]["MaybeID"];
            user: components["schemas"]["MaybeID"];
        };
        Base: string | components["schemas"]["Hash"][];
        BeforeAndAfter: [
            unknown,
            unknown
        ];
        /** @description Brokerage is what a brokerage has set for everybody in it. */
        Brokerage: {
            /** @description When what a new escrow depends on is due, where nobody says. */
            contingencyDays: components["schemas"]["ContingencyDays"];
            id: components["schemas"]["ID"];
            name: string;
        };
        /** @description BulkAnswer is what became of several records. Where they are large, the later ones fail with too_large: they are to be sent again. */
        BulkAnswer: {
            failed: components["schemas"]["Failure"][];
            items: components["schemas"]["Record"][];
            /** @description Takes all of it back, once. */
            undo: string;
        };
        /** @description BulkRequest is one merge patch over many records, each for itself. */
        BulkRequest: {
            ids: components["schemas"]["SomeIDs"];
            patch: components["schemas"]["Patch"];
            /** @description A type of records. */
            type: string;
        };
        /** @description ByTask says which task made a change. */
        ByTask: {
            id: components["schemas"]["ID"];
            plugin: string;
            /** @description It takes back what the task had changed. */
            undo?: boolean;
            version: string;
        };
        /** @description CalendarAnswer says where the caller's calendar can be subscribed to. */
        CalendarAnswer: {
            /** @description The feed's path on this server, which nobody else must know; null: it is not given out. */
            path: string | null;
            /** @description Since when it has this path. */
            since: components["schemas"]["Time"] | null;
        };
        /** @description Capabilities are what a plugin may do. */
        Capabilities: {
            /** @description Exact hosts. */
            http?: string[] | null;
            llm?: components["schemas"]["LLM"] | null;
            /** @description Fields: "lead" for all shared fields of a type, "lead.score" for one, "escrow./private/commission" for a private one. */
            "records.propose"?: string[] | null;
            /** @description Types of records: "listing" for the shared fields, "listing.private" for the private ones besides. */
            "records.read"?: string[] | null;
            secrets?: string[] | null;
        };
        /** @description CatalogAnswer is every record that the caller may read and that changed since, and the ids of those lost: of large records fewer than were asked for, 8 MiB of them at most or one. */
        CatalogAnswer: {
            gone: components["schemas"]["ID"][];
            items: components["schemas"]["Record"][];
            /** @description A cursor, at the end too: for the next time. */
            next: string;
            /** @description The cursor that was sent means nothing here, such as one from before a restore, or another user's: this is the first page. What the client has and isn't told of again may be gone, or may not have come back yet. */
            reset: boolean;
        };
        /** @description Change is one entry of a record's history. */
        Change: {
            actor: string;
            /** @description When the server received it. */
            at: components["schemas"]["Time"];
            /** @description The author's claim. */
            claimedAt: components["schemas"]["Time"];
            fields: components["schemas"]["Pointer"][];
            heads: components["schemas"]["Hash"][];
            message: string;
            private?: boolean;
            /** @description Absent where a person made the change, and once the task is forgotten. */
            task?: components["schemas"]["ByTask"];
            user: components["schemas"]["MaybeID"];
        };
        /** @description Record is the shape of a record. Nobody fills it: records write themselves, see Written. */
        Client: {
            archivedAt: components["schemas"]["Time"] | null;
            /** @description By JSON Pointer, the values that were set at once; the first is the one that fields show. */
            conflicts: {
                [key: string]: components["schemas"]["Value"][];
            };
            createdAt: components["schemas"]["Time"];
            deletedAt: components["schemas"]["Time"] | null;
            documentId: string;
            fields: components["schemas"]["ClientFields"];
            /** @description For people to look at, such as review:/status. */
            flags: string[];
            heads: components["schemas"]["Hash"][];
            id: components["schemas"]["ID"];
            owner: components["schemas"]["MaybeID"];
            private?: components["schemas"]["ClientPrivate"];
            /** @description Only for who may read the private half. */
            privateDocumentId?: string;
            team: components["schemas"]["MaybeID"];
            /** @constant */
            type: "client";
            updatedAt: components["schemas"]["Time"];
            visibility: components["schemas"]["Visibility"];
        };
        /** @description ClientErrorRequest reports an error that a browser met. Only its class, its places in the app's own scripts and the app's version are kept: messages and stacks may quote what a user typed. */
        ClientErrorRequest: {
            message?: string;
            name?: string;
            stack?: string;
            url?: string;
            version?: string;
        };
        ClientFields: {
            /** Addresses */
            ADR?: {
                /** ZIP code */
                code?: string;
                /** Country */
                country?: string;
                /** ID */
                id?: string;
                /** City */
                locality?: string;
                /** State */
                region?: string;
                /** Street */
                street?: string;
                /** Type */
                type?: string;
            }[];
            /**
             * Anniversary
             * Format: date
             */
            Anniversary?: string;
            /**
             * Shared notes
             * @description Collaborative: a patch is spliced in by difference.
             */
            briefing?: string;
            /** Company */
            Company?: string;
            /** Consent */
            consent?: {
                /** Calls */
                call?: boolean;
                /** Do not contact */
                doNotContact?: boolean;
                /** Email */
                email?: boolean;
                /** Text messages */
                sms?: boolean;
            };
            /**
             * Status
             * @enum {string}
             */
            ContactStatus?: "Active" | "Inactive" | "On Vacation" | "Deleted";
            /** Contact types */
            ContactType?: ("Buyer" | "Seller" | "Landlord" | "Tenant" | "Lead" | "Prospect" | "Loan Officer" | "Escrow Officer" | "Title Officer" | "Inspector" | "Appraiser" | "Attorney" | "Vendor" | "Friend" | "Family" | "Other")[];
            /** Email addresses */
            Email?: string[];
            /** First name */
            FirstName?: string;
            /** Job title */
            JobTitle?: string;
            /** Language */
            Language?: string;
            /** Last name */
            LastName?: string;
            /** Lead source */
            LeadSource?: string;
            /** Notes */
            notes?: {
                /**
                 * Written
                 * Format: date-time
                 */
                at?: string;
                /**
                 * Author
                 * @description The id of a user.
                 */
                author?: components["schemas"]["ID"];
                /** Text */
                body?: string;
                /** ID */
                id?: string;
                /** Mentions */
                mentions?: components["schemas"]["ID"][];
            }[];
            /** Referred by */
            ReferredBy?: string;
            /** Spouse or partner */
            SpousePartnerName?: string;
            /** Tags */
            tags?: string[];
            /** Phones */
            TEL?: {
                /** ID */
                id?: string;
                /** Number */
                number?: string;
                /** Preferred */
                preferred?: boolean;
                /** Type */
                type?: string;
            }[];
        };
        ClientFieldsNew: {
            ADR?: {
                code?: string | null;
                country?: string | null;
                id?: string | null;
                locality?: string | null;
                region?: string | null;
                street?: string | null;
                type?: string | null;
            }[] | null;
            Anniversary?: string | null;
            briefing?: string | null;
            Company?: string | null;
            consent?: {
                call?: boolean | null;
                doNotContact?: boolean | null;
                email?: boolean | null;
                sms?: boolean | null;
            } | null;
            ContactStatus?: ("Active" | "Inactive" | "On Vacation" | "Deleted") | null;
            ContactType?: ("Buyer" | "Seller" | "Landlord" | "Tenant" | "Lead" | "Prospect" | "Loan Officer" | "Escrow Officer" | "Title Officer" | "Inspector" | "Appraiser" | "Attorney" | "Vendor" | "Friend" | "Family" | "Other")[] | null;
            Email?: string[] | null;
            FirstName?: string | null;
            JobTitle?: string | null;
            Language?: string | null;
            LastName?: string | null;
            LeadSource?: string | null;
            notes?: {
                at?: string | null;
                author?: components["schemas"]["ID"] | null;
                body?: string | null;
                id?: string | null;
                mentions?: components["schemas"]["ID"][] | null;
            }[] | null;
            ReferredBy?: string | null;
            SpousePartnerName?: string | null;
            tags?: string[] | null;
            TEL?: {
                id?: string | null;
                number?: string | null;
                preferred?: boolean | null;
                type?: string | null;
            }[] | null;
        } & (unknown | unknown);
        ClientFieldsPatch: {
            ADR?: {
                code?: string | null;
                country?: string | null;
                id?: string | null;
                locality?: string | null;
                region?: string | null;
                street?: string | null;
                type?: string | null;
            }[] | null;
            Anniversary?: string | null;
            briefing?: string | null;
            Company?: string | null;
            consent?: {
                call?: boolean | null;
                doNotContact?: boolean | null;
                email?: boolean | null;
                sms?: boolean | null;
            } | null;
            ContactStatus?: ("Active" | "Inactive" | "On Vacation" | "Deleted") | null;
            ContactType?: ("Buyer" | "Seller" | "Landlord" | "Tenant" | "Lead" | "Prospect" | "Loan Officer" | "Escrow Officer" | "Title Officer" | "Inspector" | "Appraiser" | "Attorney" | "Vendor" | "Friend" | "Family" | "Other")[] | null;
            Email?: string[] | null;
            FirstName?: string | null;
            JobTitle?: string | null;
            Language?: string | null;
            LastName?: string | null;
            LeadSource?: string | null;
            notes?: {
                at?: string | null;
                author?: components["schemas"]["ID"] | null;
                body?: string | null;
                id?: string | null;
                mentions?: components["schemas"]["ID"][] | null;
            }[] | null;
            ReferredBy?: string | null;
            SpousePartnerName?: string | null;
            tags?: string[] | null;
            TEL?: {
                id?: string | null;
                number?: string | null;
                preferred?: boolean | null;
                type?: string | null;
            }[] | null;
        };
        /** @description RecordPage is a page of a list: of large records fewer than were asked for, 8 MiB of them at most or one. Records of the list that changed after its first page was read come again at the end, so that a record that moved to an earlier page isn't missed; use the last copy of each id. While more records change between two pages than a page holds, there is always a next page. In a list by createdAt, which never changes, each comes once. A record that has left the list meanwhile may have come. */
        ClientPage: {
            items: components["schemas"]["Client"][];
            /** @description The cursor of the page that follows; null at the end. */
            next: string | null;
            /** @description How many records the whole list has. */
            total: number;
        };
        ClientPrivate: {
            /**
             * Birthday
             * Format: date
             */
            Birthdate?: string;
            /**
             * Budget
             * @description Cents.
             */
            budget?: number;
            /** Preapproval */
            preapproval?: {
                /**
                 * Amount
                 * @description Cents.
                 */
                amount?: number;
                /**
                 * Expires
                 * Format: date
                 */
                expires?: string;
                /** Lender */
                lender?: string;
            };
        };
        ClientPrivateNew: {
            Birthdate?: string | null;
            budget?: number | null;
            preapproval?: {
                amount?: number | null;
                expires?: string | null;
                lender?: string | null;
            } | null;
        };
        ClientPrivatePatch: {
            Birthdate?: string | null;
            budget?: number | null;
            preapproval?: {
                amount?: number | null;
                expires?: string | null;
                lender?: string | null;
            } | null;
        };
        /** @enum {string} */
        ClientSort: "createdAt" | "updatedAt" | "FirstName" | "LastName" | "ContactStatus" | "Company" | "JobTitle" | "Anniversary" | "SpousePartnerName" | "ReferredBy" | "LeadSource" | "Language" | "-createdAt" | "-updatedAt" | "-FirstName" | "-LastName" | "-ContactStatus" | "-Company" | "-JobTitle" | "-Anniversary" | "-SpousePartnerName" | "-ReferredBy" | "-LeadSource" | "-Language";
        /** @enum {string} */
        Code: "invalid" | "unauthenticated" | "forbidden" | "not_found" | "conflict" | "stale" | "too_large" | "rate_limited" | "unavailable" | "internal";
        /** @description Connection is a live connection of somebody of the brokerage. */
        Connection: {
            /** @description Whether it came by the same sign-in as this request. */
            current: boolean;
            /** @description What the browser of its sign-in calls itself; empty where it came by a personal token. */
            device: string;
            /**
             * Format: int64
             * @description Messages that came over it, and that went.
             */
            received: number;
            /** Format: int64 */
            sent: number;
            /** @description The sign-in that it came by, which DELETE /admin/sessions/{id} ends; null where it came by a personal token. */
            session: components["schemas"]["ID"] | null;
            since: components["schemas"]["Time"];
            /** @description The personal token that it came by, which DELETE /admin/tokens/{id} ends; null where it came by a sign-in. */
            token: components["schemas"]["ID"] | null;
            /**
             * @description By which it goes; http where the network lets no WebSocket through.
             * @enum {string}
             */
            transport: "websocket" | "http";
            user: components["schemas"]["ID"];
        };
        /** @description ConnectionsAnswer lists the brokerage's live connections, the newest first, 500 at most. */
        ConnectionsAnswer: {
            items: components["schemas"]["Connection"][];
            /** @description How many there are. */
            total: number;
        };
        /** @description ContingencyDays are days from acceptance; 0 of a contingency: new escrows have none. */
        ContingencyDays: {
            appraisal: number;
            /** @description Business days: neither weekends nor federal holidays count. */
            deposit: number;
            investigation: number;
            loan: number;
        };
        /** @description CreateRecordRequest makes a record of the caller's own. */
        CreateAppointmentRequest: {
            /** @description What it must hold depends on the type of record. */
            fields: components["schemas"]["AppointmentFieldsNew"];
            /** @description A UUID that the client makes: a retry answers with the record that is there, if it is the caller's. */
            id?: components["schemas"]["ID"] | null;
            private?: components["schemas"]["AppointmentPrivateNew"] | null;
            /** @description team unless told. */
            visibility?: components["schemas"]["VisibilityOrNone"];
        };
        /** @description CreateRecordRequest makes a record of the caller's own. */
        CreateClientRequest: {
            /** @description What it must hold depends on the type of record. */
            fields: components["schemas"]["ClientFieldsNew"];
            /** @description A UUID that the client makes: a retry answers with the record that is there, if it is the caller's. */
            id?: components["schemas"]["ID"] | null;
            private?: components["schemas"]["ClientPrivateNew"] | null;
            /** @description team unless told. */
            visibility?: components["schemas"]["VisibilityOrNone"];
        };
        /** @description CreateRecordRequest makes a record of the caller's own. */
        CreateEscrowRequest: {
            /** @description What it must hold depends on the type of record. */
            fields: components["schemas"]["EscrowFieldsNew"];
            /** @description A UUID that the client makes: a retry answers with the record that is there, if it is the caller's. */
            id?: components["schemas"]["ID"] | null;
            private?: components["schemas"]["EscrowPrivateNew"] | null;
            /** @description team unless told. */
            visibility?: components["schemas"]["VisibilityOrNone"];
        };
        /** @description CreateInvitationRequest invites an address. */
        CreateInvitationRequest: {
            email: string;
            role: components["schemas"]["Role"];
            teams?: components["schemas"]["ID"][] | null;
        };
        /** @description CreateRecordRequest makes a record of the caller's own. */
        CreateLeadRequest: {
            /** @description What it must hold depends on the type of record. */
            fields: components["schemas"]["LeadFieldsNew"];
            /** @description A UUID that the client makes: a retry answers with the record that is there, if it is the caller's. */
            id?: components["schemas"]["ID"] | null;
            private?: components["schemas"]["LeadPrivateNew"] | null;
            /** @description team unless told. */
            visibility?: components["schemas"]["VisibilityOrNone"];
        };
        /** @description CreateRecordRequest makes a record of the caller's own. */
        CreateListingRequest: {
            /** @description What it must hold depends on the type of record. */
            fields: components["schemas"]["ListingFieldsNew"];
            /** @description A UUID that the client makes: a retry answers with the record that is there, if it is the caller's. */
            id?: components["schemas"]["ID"] | null;
            private?: components["schemas"]["ListingPrivateNew"] | null;
            /** @description team unless told. */
            visibility?: components["schemas"]["VisibilityOrNone"];
        };
        /** @description CreateTeamRequest adds a team. */
        CreateTeamRequest: {
            name: string;
        };
        /** @description CreateTokenRequest makes a personal token. */
        CreateTokenRequest: {
            /** @description When it ends; it never does unless told. */
            expiresAt?: string | null;
            name: string;
            /** @enum {string} */
            scope: "read" | "write";
        };
        /** @description CreateUserRequest adds a user. */
        CreateUserRequest: {
            email: string;
            name: string;
            /** @description Where none is given one is made, and shown in the answer. */
            password?: string | null;
            role: components["schemas"]["Role"];
            teams?: components["schemas"]["ID"][] | null;
        };
        /** @description CreateWebhookRequest makes a webhook. */
        CreateWebhookRequest: {
            /** @description Some of the events of GET /webhooks. */
            events: string[];
            note?: string;
            /** @description An https address, without a name and a password. */
            url: string;
        };
        /** @description DecideRequest accepts or rejects what a task proposes. */
        DecideRequest: {
            /** @description Which proposals are meant: all that wait unless told. */
            changes?: components["schemas"]["Place"][] | null;
        };
        /** @enum {string} */
        Decision: "accepted" | "rejected" | "undone" | "refused";
        /** @description EarningsAnswer tells what escrows come to, by month and agent. */
        EarningsAnswer: {
            /** Format: date */
            from: string;
            items: components["schemas"]["AgentEarning"][];
            /** Format: date */
            to: string;
        };
        /** @description EditNoteRequest changes a note of the caller's. What it leaves out stays. */
        EditNoteRequest: {
            body?: components["schemas"]["Text"];
            mentions?: components["schemas"]["ID"][];
        };
        /** @description EraseRequest erases a record for ever. */
        EraseRequest: {
            /** @description For the audit log: who asked for it, and by which right. No personal data. */
            reason: string;
            record: components["schemas"]["ID"];
        };
        /** @description Record is the shape of a record. Nobody fills it: records write themselves, see Written. */
        Escrow: {
            archivedAt: components["schemas"]["Time"] | null;
            /** @description By JSON Pointer, the values that were set at once; the first is the one that fields show. */
            conflicts: {
                [key: string]: components["schemas"]["Value"][];
            };
            createdAt: components["schemas"]["Time"];
            deletedAt: components["schemas"]["Time"] | null;
            documentId: string;
            fields: components["schemas"]["EscrowFields"];
            /** @description For people to look at, such as review:/status. */
            flags: string[];
            heads: components["schemas"]["Hash"][];
            id: components["schemas"]["ID"];
            owner: components["schemas"]["MaybeID"];
            private?: components["schemas"]["EscrowPrivate"];
            /** @description Only for who may read the private half. */
            privateDocumentId?: string;
            team: components["schemas"]["MaybeID"];
            /** @constant */
            type: "escrow";
            updatedAt: components["schemas"]["Time"];
            visibility: components["schemas"]["Visibility"];
        };
        EscrowFields: {
            /**
             * Acceptance date
             * Format: date
             */
            acceptanceDate?: string;
            /**
             * Actual close date
             * Format: date
             */
            actualCloseDate?: string;
            /**
             * Shared notes
             * @description Collaborative: a patch is spliced in by difference.
             */
            briefing?: string;
            /** Reason for cancelling */
            cancelReason?: string;
            /** Checklist */
            checklist?: {
                /**
                 * Assigned to
                 * @description The id of a user.
                 */
                assignee?: components["schemas"]["ID"];
                /**
                 * Due date
                 * Format: date
                 */
                due?: string;
                /** ID */
                id?: string;
                /** Required */
                required?: boolean;
                /**
                 * Status
                 * @enum {string}
                 */
                status?: "todo" | "done" | "na";
                /** Title */
                title?: string;
            }[];
            /**
             * Close of escrow date
             * Format: date
             */
            closeOfEscrowDate?: string;
            /** Contingencies */
            contingencies?: {
                /**
                 * Due date
                 * Format: date
                 */
                dueDate?: string;
                /** ID */
                id?: string;
                /**
                 * Removed
                 * Format: date-time
                 */
                removedAt?: string;
                /**
                 * Status
                 * @enum {string}
                 */
                status?: "active" | "removed" | "waived" | "extended" | "failed";
                /**
                 * Type
                 * @enum {string}
                 */
                type?: "investigation" | "appraisal" | "loan" | "title" | "HOA" | "saleOfBuyerProperty" | "insurance";
            }[];
            /** Earnest money deposit */
            earnestMoneyDeposit?: {
                /**
                 * Amount
                 * @description Cents.
                 */
                amount?: number;
                /**
                 * Due date
                 * Format: date
                 */
                dueDate?: string;
                /** Held by */
                holder?: string;
                /**
                 * Received date
                 * Format: date
                 */
                receivedDate?: string;
            };
            /** Escrow number */
            escrowNumber?: string;
            /**
             * Final walk-through date
             * Format: date
             */
            finalWalkThroughDate?: string;
            /**
             * Financing
             * @enum {string}
             */
            financing?: "Cash" | "Conventional" | "FHA" | "VA" | "USDA" | "Seller Financing" | "Other";
            /**
             * Listing
             * @description The id of a listing.
             */
            listing?: components["schemas"]["ID"];
            /** Notes */
            notes?: {
                /**
                 * Written
                 * Format: date-time
                 */
                at?: string;
                /**
                 * Author
                 * @description The id of a user.
                 */
                author?: components["schemas"]["ID"];
                /** Text */
                body?: string;
                /** ID */
                id?: string;
                /** Mentions */
                mentions?: components["schemas"]["ID"][];
            }[];
            /**
             * Opening date
             * Format: date
             */
            openedDate?: string;
            /** Parties */
            parties?: {
                /** Contact */
                contact?: string;
                /** ID */
                id?: string;
                /** Role */
                role?: string;
            }[];
            /**
             * Possession date
             * Format: date
             */
            possessionDate?: string;
            /** Property address */
            propertyAddress?: string;
            /**
             * Purchase price
             * @description Cents.
             */
            purchasePrice?: number;
            /**
             * Side
             * @enum {string}
             */
            side?: "buyer" | "seller" | "dual";
            /**
             * Status
             * @enum {string}
             */
            status?: "draft" | "open" | "contingent" | "clear_to_close" | "closed" | "cancelled";
            /** Tags */
            tags?: string[];
            /** Transaction type */
            transactionType?: string;
        };
        EscrowFieldsNew: {
            acceptanceDate: string | null;
            actualCloseDate?: string | null;
            briefing?: string | null;
            cancelReason?: string | null;
            checklist?: {
                assignee?: components["schemas"]["ID"] | null;
                due?: string | null;
                id?: string | null;
                required?: boolean | null;
                status?: ("todo" | "done" | "na") | null;
                title?: string | null;
            }[] | null;
            closeOfEscrowDate: string | null;
            contingencies?: {
                dueDate?: string | null;
                id?: string | null;
                removedAt?: string | null;
                status?: ("active" | "removed" | "waived" | "extended" | "failed") | null;
                type?: ("investigation" | "appraisal" | "loan" | "title" | "HOA" | "saleOfBuyerProperty" | "insurance") | null;
            }[] | null;
            earnestMoneyDeposit?: {
                amount?: number | null;
                dueDate?: string | null;
                holder?: string | null;
                receivedDate?: string | null;
            } | null;
            finalWalkThroughDate?: string | null;
            financing?: ("Cash" | "Conventional" | "FHA" | "VA" | "USDA" | "Seller Financing" | "Other") | null;
            listing?: components["schemas"]["ID"] | null;
            notes?: {
                at?: string | null;
                author?: components["schemas"]["ID"] | null;
                body?: string | null;
                id?: string | null;
                mentions?: components["schemas"]["ID"][] | null;
            }[] | null;
            openedDate: string | null;
            parties?: {
                contact?: string | null;
                id?: string | null;
                role?: string | null;
            }[] | null;
            possessionDate?: string | null;
            propertyAddress: string | null;
            purchasePrice: number | null;
            side: ("buyer" | "seller" | "dual") | null;
            status?: ("draft" | "open" | "contingent" | "clear_to_close" | "closed" | "cancelled") | null;
            tags?: string[] | null;
            transactionType?: string | null;
        };
        EscrowFieldsPatch: {
            acceptanceDate?: string | null;
            actualCloseDate?: string | null;
            briefing?: string | null;
            cancelReason?: string | null;
            checklist?: {
                assignee?: components["schemas"]["ID"] | null;
                due?: string | null;
                id?: string | null;
                required?: boolean | null;
                status?: ("todo" | "done" | "na") | null;
                title?: string | null;
            }[] | null;
            closeOfEscrowDate?: string | null;
            contingencies?: {
                dueDate?: string | null;
                id?: string | null;
                removedAt?: string | null;
                status?: ("active" | "removed" | "waived" | "extended" | "failed") | null;
                type?: ("investigation" | "appraisal" | "loan" | "title" | "HOA" | "saleOfBuyerProperty" | "insurance") | null;
            }[] | null;
            earnestMoneyDeposit?: {
                amount?: number | null;
                dueDate?: string | null;
                holder?: string | null;
                receivedDate?: string | null;
            } | null;
            finalWalkThroughDate?: string | null;
            financing?: ("Cash" | "Conventional" | "FHA" | "VA" | "USDA" | "Seller Financing" | "Other") | null;
            listing?: components["schemas"]["ID"] | null;
            notes?: {
                at?: string | null;
                author?: components["schemas"]["ID"] | null;
                body?: string | null;
                id?: string | null;
                mentions?: components["schemas"]["ID"][] | null;
            }[] | null;
            openedDate?: string | null;
            parties?: {
                contact?: string | null;
                id?: string | null;
                role?: string | null;
            }[] | null;
            possessionDate?: string | null;
            propertyAddress?: string | null;
            purchasePrice?: number | null;
            side?: ("buyer" | "seller" | "dual") | null;
            status?: ("draft" | "open" | "contingent" | "clear_to_close" | "closed" | "cancelled") | null;
            tags?: string[] | null;
            transactionType?: string | null;
        };
        /** @description RecordPage is a page of a list: of large records fewer than were asked for, 8 MiB of them at most or one. Records of the list that changed after its first page was read come again at the end, so that a record that moved to an earlier page isn't missed; use the last copy of each id. While more records change between two pages than a page holds, there is always a next page. In a list by createdAt, which never changes, each comes once. A record that has left the list meanwhile may have come. */
        EscrowPage: {
            items: components["schemas"]["Escrow"][];
            /** @description The cursor of the page that follows; null at the end. */
            next: string | null;
            /** @description How many records the whole list has. */
            total: number;
        };
        EscrowPrivate: {
            /** Commission */
            commission?: {
                /** Fees */
                fees?: {
                    /**
                     * Amount
                     * @description Cents.
                     */
                    amount?: number;
                    /** ID */
                    id?: string;
                    /** Fee for */
                    label?: string;
                }[];
                /**
                 * Gross commission
                 * @description Cents.
                 */
                gci?: number;
                /** Gross percent */
                grossPct?: number;
                /**
                 * Net commission
                 * @description Cents.
                 */
                net?: number;
                /** Referral percent */
                referralPct?: number;
                /** Side percent */
                sidePct?: number;
                /** Splits */
                splits?: {
                    /** ID */
                    id?: string;
                    /** Paid to */
                    payee?: string;
                    /** Percent */
                    pct?: number;
                }[];
            };
            /**
             * Down payment
             * @description Cents.
             */
            downPayment?: number;
            /**
             * Loan amount
             * @description Cents.
             */
            loanAmount?: number;
        };
        EscrowPrivateNew: {
            commission?: {
                fees?: {
                    amount?: number | null;
                    id?: string | null;
                    label?: string | null;
                }[] | null;
                grossPct?: number | null;
                referralPct?: number | null;
                sidePct?: number | null;
                splits?: {
                    id?: string | null;
                    payee?: string | null;
                    pct?: number | null;
                }[] | null;
            } | null;
            downPayment?: number | null;
            loanAmount?: number | null;
        };
        EscrowPrivatePatch: {
            commission?: {
                fees?: {
                    amount?: number | null;
                    id?: string | null;
                    label?: string | null;
                }[] | null;
                grossPct?: number | null;
                referralPct?: number | null;
                sidePct?: number | null;
                splits?: {
                    id?: string | null;
                    payee?: string | null;
                    pct?: number | null;
                }[] | null;
            } | null;
            downPayment?: number | null;
            loanAmount?: number | null;
        };
        /** @enum {string} */
        EscrowSort: "createdAt" | "updatedAt" | "escrowNumber" | "status" | "cancelReason" | "propertyAddress" | "transactionType" | "side" | "purchasePrice" | "financing" | "acceptanceDate" | "openedDate" | "finalWalkThroughDate" | "closeOfEscrowDate" | "actualCloseDate" | "possessionDate" | "-createdAt" | "-updatedAt" | "-escrowNumber" | "-status" | "-cancelReason" | "-propertyAddress" | "-transactionType" | "-side" | "-purchasePrice" | "-financing" | "-acceptanceDate" | "-openedDate" | "-finalWalkThroughDate" | "-closeOfEscrowDate" | "-actualCloseDate" | "-possessionDate";
        /** @description Failure is what went wrong with one of several records. */
        Failure: {
            code: components["schemas"]["Code"];
            detail: string;
            /** @description All that is wrong with it, where that is more than one thing. The first is told above too. */
            errors?: components["schemas"]["Fault"][];
            field?: string;
            id: components["schemas"]["MaybeID"];
        };
        /** @description Fault is one of several things that are wrong with a request. */
        Fault: {
            code: components["schemas"]["Code"];
            detail: string;
            field?: string;
        };
        /** @description Field describes one field of a record: the one place that validation, projections, forms, CSV mapping and the API read. */
        Field: {
            /** @description computed for the projection; nobody writes it */
            derived?: boolean;
            /** @description of a date or time: the first day, YYYY-MM-DD */
            earliest?: string;
            /** @description of a map */
            fields?: components["schemas"]["Field"][];
            /** @description Rules within the field. What was stored before a rule may break it, and stays until somebody changes it. */
            format?: string;
            /** @description what Pattern asks for, in words: "must be …" */
            hint?: string;
            /** @description of a list */
            item?: components["schemas"]["Field"];
            kind: components["schemas"]["Kind"];
            /** @description what people call it: "Purchase price" */
            label: string;
            /** @description … and the last */
            latest?: string;
            /** @description a string that may be as long as a text */
            long?: boolean;
            max?: number;
            min?: number;
            /** @description of a status: which follow which; nil: any */
            moves?: {
                [key: string]: string[];
            };
            name: string;
            /** @description where people say otherwise: "Clear to close" */
            optionLabels?: {
                [key: string]: string;
            };
            /** @description of an enum */
            options?: string[];
            /** @description of a date: not after today */
            past?: boolean;
            /** @description of Format: what a string matches, "" included */
            pattern?: string;
            /** @description lives in the private document */
            private?: boolean;
            /** @description of a ref: the record type, or "user" */
            ref?: string;
            required?: boolean;
            /** @description written by the server alone */
            server?: boolean;
            /** @description of a number: no fraction */
            whole?: boolean;
        };
        /** Format: binary */
        File: Blob;
        /** @description GrantPluginRequest says what a plugin may do from now on. */
        GrantPluginRequest: {
            capabilities: components["schemas"]["Capabilities"];
        };
        /** @description SHA-256 of an Automerge change. */
        Hash: string;
        /** @description HistoryAnswer lists who changed what when, the oldest first. */
        HistoryAnswer: {
            items: components["schemas"]["Change"][];
            /** @description The cursor of the page with the changes before these; null if there are none. */
            next: string | null;
        };
        /** @description Hold is a record that must not be erased. */
        Hold: {
            at: components["schemas"]["Time"];
            reason: string;
            record: components["schemas"]["ID"];
            /** @description Who set it. */
            user: components["schemas"]["ID"];
        };
        /** @description HoldRequest keeps a record from being erased, or releases it. */
        HoldRequest: {
            /** @description false releases it. */
            hold: boolean;
            /** @description Why: the case, or the law. No personal data. */
            reason: string;
            record: components["schemas"]["ID"];
        };
        /** @description HoldsAnswer lists the brokerage's holds, the newest first. */
        HoldsAnswer: {
            items: components["schemas"]["Hold"][];
        };
        /** Format: uuid */
        ID: string;
        /** @description InstallPluginRequest is a form with a package. */
        InstallPluginRequest: {
            /** @description The zip. */
            package: components["schemas"]["File"];
            /** @description Whether it may be installed though nobody has signed it. */
            unsigned?: boolean;
        };
        /** @description Invitation is an address that was invited to the brokerage and has no account yet. */
        Invitation: {
            /** @description Who made its link. */
            by: components["schemas"]["ID"];
            /** Format: date-time */
            createdAt: string;
            email: string;
            /** Format: date-time */
            expiresAt: string;
            id: components["schemas"]["ID"];
            /** @description The link, relative to the app's address: its fragment is the secret. Shown once, when the link is made. */
            path?: string;
            role: components["schemas"]["Role"];
            /**
             * @description void: whoever made the link is no active broker any more. A new link opens an invitation again.
             * @enum {string}
             */
            status: "open" | "expired" | "void";
            teams: components["schemas"]["ID"][];
        };
        /** @description InvitationRead is an invitation as who has its link sees it. */
        InvitationRead: {
            /** @description The brokerage's name. */
            brokerage: string;
            email: string;
            /** Format: date-time */
            expiresAt: string;
            /** @description The name of who made the link. */
            invitedBy: string;
            role: components["schemas"]["Role"];
        };
        /** @description InvitationsAnswer lists the brokerage's invitations, the newest first, with those that have expired lately. */
        InvitationsAnswer: {
            items: components["schemas"]["Invitation"][];
        };
        /** @enum {string} */
        Kind: "text" | "string" | "enum" | "money" | "number" | "date" | "time" | "bool" | "ref" | "list" | "map";
        /** @description Record is the shape of a record. Nobody fills it: records write themselves, see Written. */
        Lead: {
            archivedAt: components["schemas"]["Time"] | null;
            /** @description By JSON Pointer, the values that were set at once; the first is the one that fields show. */
            conflicts: {
                [key: string]: components["schemas"]["Value"][];
            };
            createdAt: components["schemas"]["Time"];
            deletedAt: components["schemas"]["Time"] | null;
            documentId: string;
            fields: components["schemas"]["LeadFields"];
            /** @description For people to look at, such as review:/status. */
            flags: string[];
            heads: components["schemas"]["Hash"][];
            id: components["schemas"]["ID"];
            owner: components["schemas"]["MaybeID"];
            private?: components["schemas"]["LeadPrivate"];
            /** @description Only for who may read the private half. */
            privateDocumentId?: string;
            team: components["schemas"]["MaybeID"];
            /** @constant */
            type: "lead";
            updatedAt: components["schemas"]["Time"];
            visibility: components["schemas"]["Visibility"];
        };
        LeadFields: {
            /** Areas */
            areas?: string[];
            /**
             * Assigned
             * Format: date-time
             */
            assignedAt?: string;
            /**
             * Shared notes
             * @description Collaborative: a patch is spliced in by difference.
             */
            briefing?: string;
            /**
             * Client
             * @description The id of a client.
             */
            client?: components["schemas"]["ID"];
            /** Email */
            email?: string;
            /**
             * First response
             * Format: date-time
             */
            firstResponseAt?: string;
            /**
             * Intent
             * @enum {string}
             */
            intent?: "buy" | "sell" | "both" | "rent" | "invest";
            /**
             * Last contact
             * Format: date-time
             */
            lastContactAt?: string;
            /** Reason lost */
            lostReason?: string;
            /** Name */
            name?: string;
            /**
             * Next task
             * Format: date-time
             */
            nextTaskAt?: string;
            /** Notes */
            notes?: {
                /**
                 * Written
                 * Format: date-time
                 */
                at?: string;
                /**
                 * Author
                 * @description The id of a user.
                 */
                author?: components["schemas"]["ID"];
                /** Text */
                body?: string;
                /** ID */
                id?: string;
                /** Mentions */
                mentions?: components["schemas"]["ID"][];
            }[];
            /** Phone */
            phone?: string;
            /**
             * Maximum price
             * @description Cents.
             */
            priceMax?: number;
            /**
             * Minimum price
             * @description Cents.
             */
            priceMin?: number;
            /** Score */
            score?: number;
            /** Source */
            source?: string;
            /** Source details */
            sourceDetail?: string;
            /**
             * Stage
             * @enum {string}
             */
            stage?: "new" | "attempted" | "contacted" | "appointment_set" | "met" | "active_client" | "under_contract" | "closed" | "past_client" | "nurture" | "lost" | "trash";
            /** Tags */
            tags?: string[];
            /**
             * Timeframe
             * @enum {string}
             */
            timeframe?: "0-3" | "3-6" | "6-12" | "12+";
        };
        LeadFieldsNew: {
            areas?: string[] | null;
            assignedAt?: string | null;
            briefing?: string | null;
            client?: components["schemas"]["ID"] | null;
            email?: string | null;
            firstResponseAt?: string | null;
            intent?: ("buy" | "sell" | "both" | "rent" | "invest") | null;
            lastContactAt?: string | null;
            lostReason?: string | null;
            name: string | null;
            nextTaskAt?: string | null;
            notes?: {
                at?: string | null;
                author?: components["schemas"]["ID"] | null;
                body?: string | null;
                id?: string | null;
                mentions?: components["schemas"]["ID"][] | null;
            }[] | null;
            phone?: string | null;
            priceMax?: number | null;
            priceMin?: number | null;
            score?: number | null;
            source: string | null;
            sourceDetail?: string | null;
            stage: ("new" | "attempted" | "contacted" | "appointment_set" | "met" | "active_client" | "under_contract" | "closed" | "past_client" | "nurture" | "lost" | "trash") | null;
            tags?: string[] | null;
            timeframe?: ("0-3" | "3-6" | "6-12" | "12+") | null;
        } & (unknown | unknown);
        LeadFieldsPatch: {
            areas?: string[] | null;
            assignedAt?: string | null;
            briefing?: string | null;
            client?: components["schemas"]["ID"] | null;
            email?: string | null;
            firstResponseAt?: string | null;
            intent?: ("buy" | "sell" | "both" | "rent" | "invest") | null;
            lastContactAt?: string | null;
            lostReason?: string | null;
            name?: string | null;
            nextTaskAt?: string | null;
            notes?: {
                at?: string | null;
                author?: components["schemas"]["ID"] | null;
                body?: string | null;
                id?: string | null;
                mentions?: components["schemas"]["ID"][] | null;
            }[] | null;
            phone?: string | null;
            priceMax?: number | null;
            priceMin?: number | null;
            score?: number | null;
            source?: string | null;
            sourceDetail?: string | null;
            stage?: ("new" | "attempted" | "contacted" | "appointment_set" | "met" | "active_client" | "under_contract" | "closed" | "past_client" | "nurture" | "lost" | "trash") | null;
            tags?: string[] | null;
            timeframe?: ("0-3" | "3-6" | "6-12" | "12+") | null;
        };
        /** @description RecordPage is a page of a list: of large records fewer than were asked for, 8 MiB of them at most or one. Records of the list that changed after its first page was read come again at the end, so that a record that moved to an earlier page isn't missed; use the last copy of each id. While more records change between two pages than a page holds, there is always a next page. In a list by createdAt, which never changes, each comes once. A record that has left the list meanwhile may have come. */
        LeadPage: {
            items: components["schemas"]["Lead"][];
            /** @description The cursor of the page that follows; null at the end. */
            next: string | null;
            /** @description How many records the whole list has. */
            total: number;
        };
        LeadPrivate: Record<string, never>;
        LeadPrivateNew: Record<string, never>;
        LeadPrivatePatch: Record<string, never>;
        /** @enum {string} */
        LeadSort: "createdAt" | "updatedAt" | "name" | "email" | "phone" | "source" | "sourceDetail" | "intent" | "timeframe" | "priceMin" | "priceMax" | "stage" | "score" | "assignedAt" | "firstResponseAt" | "lastContactAt" | "nextTaskAt" | "lostReason" | "-createdAt" | "-updatedAt" | "-name" | "-email" | "-phone" | "-source" | "-sourceDetail" | "-intent" | "-timeframe" | "-priceMin" | "-priceMax" | "-stage" | "-score" | "-assignedAt" | "-firstResponseAt" | "-lastContactAt" | "-nextTaskAt" | "-lostReason";
        /** @description Record is the shape of a record. Nobody fills it: records write themselves, see Written. */
        Listing: {
            archivedAt: components["schemas"]["Time"] | null;
            /** @description By JSON Pointer, the values that were set at once; the first is the one that fields show. */
            conflicts: {
                [key: string]: components["schemas"]["Value"][];
            };
            createdAt: components["schemas"]["Time"];
            deletedAt: components["schemas"]["Time"] | null;
            documentId: string;
            fields: components["schemas"]["ListingFields"];
            /** @description For people to look at, such as review:/status. */
            flags: string[];
            heads: components["schemas"]["Hash"][];
            id: components["schemas"]["ID"];
            owner: components["schemas"]["MaybeID"];
            private?: components["schemas"]["ListingPrivate"];
            /** @description Only for who may read the private half. */
            privateDocumentId?: string;
            team: components["schemas"]["MaybeID"];
            /** @constant */
            type: "listing";
            updatedAt: components["schemas"]["Time"];
            visibility: components["schemas"]["Visibility"];
        };
        ListingFields: {
            /**
             * HOA fee
             * @description Cents.
             */
            AssociationFee?: number;
            /** HOA fee frequency */
            AssociationFeeFrequency?: string;
            /** Baths */
            BathroomsTotalInteger?: number;
            /** Beds */
            BedroomsTotal?: number;
            /**
             * Shared notes
             * @description Collaborative: a patch is spliced in by difference.
             */
            briefing?: string;
            /** City */
            City?: string;
            /**
             * Close date
             * Format: date
             */
            CloseDate?: string;
            /**
             * Sale price
             * @description Cents.
             */
            ClosePrice?: number;
            /** Days on market */
            DaysOnMarket?: number;
            /**
             * Expiration date
             * Format: date
             */
            ExpirationDate?: string;
            /** Garage spaces */
            GarageSpaces?: number;
            /** Latitude */
            Latitude?: number;
            /** Listing agreement */
            ListingAgreement?: string;
            /**
             * Listing date
             * Format: date
             */
            ListingContractDate?: string;
            /** MLS number */
            ListingId?: string;
            /**
             * List price
             * @description Cents.
             */
            ListPrice?: number;
            /** Square feet */
            LivingArea?: number;
            /** Longitude */
            Longitude?: number;
            /** Lot square feet */
            LotSizeSquareFeet?: number;
            /** Photos */
            Media?: {
                /** Caption */
                caption?: string;
                /** ID */
                id?: string;
                /** Link */
                url?: string;
            }[];
            /** Notes */
            notes?: {
                /**
                 * Written
                 * Format: date-time
                 */
                at?: string;
                /**
                 * Author
                 * @description The id of a user.
                 */
                author?: components["schemas"]["ID"];
                /** Text */
                body?: string;
                /** ID */
                id?: string;
                /** Mentions */
                mentions?: components["schemas"]["ID"][];
            }[];
            /**
             * Occupied by
             * @enum {string}
             */
            OccupantType?: "Owner" | "Tenant" | "Vacant";
            /**
             * On-market date
             * Format: date
             */
            OnMarketDate?: string;
            /**
             * Original list price
             * @description Cents.
             */
            OriginalListPrice?: number;
            /** Parcel number */
            ParcelNumber?: string;
            /** ZIP code */
            PostalCode?: string;
            /**
             * Private remarks
             * @description Collaborative: a patch is spliced in by difference.
             */
            PrivateRemarks?: string;
            /** Property subtype */
            PropertySubType?: string;
            /**
             * Property type
             * @enum {string}
             */
            PropertyType?: "Residential" | "Residential Income" | "Residential Lease" | "Land" | "Farm" | "Manufactured In Park" | "Commercial Sale" | "Commercial Lease" | "Business Opportunity";
            /**
             * Public remarks
             * @description Collaborative: a patch is spliced in by difference.
             */
            PublicRemarks?: string;
            /**
             * Contract date
             * Format: date
             */
            PurchaseContractDate?: string;
            /**
             * Showing instructions
             * @description Collaborative: a patch is spliced in by difference.
             */
            ShowingInstructions?: string;
            /**
             * Status
             * @enum {string}
             */
            StandardStatus?: "Incomplete" | "Coming Soon" | "Active" | "Hold" | "Active Under Contract" | "Pending" | "Withdrawn" | "Expired" | "Canceled" | "Closed" | "Delete";
            /** State */
            StateOrProvince?: string;
            /**
             * Status changed
             * Format: date-time
             */
            StatusChangeTimestamp?: string;
            /** Tags */
            tags?: string[];
            /** Unit */
            UnitNumber?: string;
            /** Address */
            UnparsedAddress?: string;
            /** Year built */
            YearBuilt?: number;
        };
        ListingFieldsNew: {
            AssociationFee?: number | null;
            AssociationFeeFrequency?: string | null;
            BathroomsTotalInteger?: number | null;
            BedroomsTotal?: number | null;
            briefing?: string | null;
            City: string | null;
            CloseDate?: string | null;
            ClosePrice?: number | null;
            ExpirationDate?: string | null;
            GarageSpaces?: number | null;
            Latitude?: number | null;
            ListingAgreement?: string | null;
            ListingContractDate?: string | null;
            ListingId: string | null;
            ListPrice: number | null;
            LivingArea?: number | null;
            Longitude?: number | null;
            LotSizeSquareFeet?: number | null;
            Media?: {
                caption?: string | null;
                id?: string | null;
                url?: string | null;
            }[] | null;
            notes?: {
                at?: string | null;
                author?: components["schemas"]["ID"] | null;
                body?: string | null;
                id?: string | null;
                mentions?: components["schemas"]["ID"][] | null;
            }[] | null;
            OccupantType?: ("Owner" | "Tenant" | "Vacant") | null;
            OnMarketDate?: string | null;
            OriginalListPrice?: number | null;
            ParcelNumber?: string | null;
            PostalCode: string | null;
            PrivateRemarks?: string | null;
            PropertySubType?: string | null;
            PropertyType: ("Residential" | "Residential Income" | "Residential Lease" | "Land" | "Farm" | "Manufactured In Park" | "Commercial Sale" | "Commercial Lease" | "Business Opportunity") | null;
            PublicRemarks?: string | null;
            PurchaseContractDate?: string | null;
            ShowingInstructions?: string | null;
            StandardStatus: ("Incomplete" | "Coming Soon" | "Active" | "Hold" | "Active Under Contract" | "Pending" | "Withdrawn" | "Expired" | "Canceled" | "Closed" | "Delete") | null;
            StateOrProvince: string | null;
            StatusChangeTimestamp?: string | null;
            tags?: string[] | null;
            UnitNumber?: string | null;
            UnparsedAddress: string | null;
            YearBuilt?: number | null;
        };
        ListingFieldsPatch: {
            AssociationFee?: number | null;
            AssociationFeeFrequency?: string | null;
            BathroomsTotalInteger?: number | null;
            BedroomsTotal?: number | null;
            briefing?: string | null;
            City?: string | null;
            CloseDate?: string | null;
            ClosePrice?: number | null;
            ExpirationDate?: string | null;
            GarageSpaces?: number | null;
            Latitude?: number | null;
            ListingAgreement?: string | null;
            ListingContractDate?: string | null;
            ListingId?: string | null;
            ListPrice?: number | null;
            LivingArea?: number | null;
            Longitude?: number | null;
            LotSizeSquareFeet?: number | null;
            Media?: {
                caption?: string | null;
                id?: string | null;
                url?: string | null;
            }[] | null;
            notes?: {
                at?: string | null;
                author?: components["schemas"]["ID"] | null;
                body?: string | null;
                id?: string | null;
                mentions?: components["schemas"]["ID"][] | null;
            }[] | null;
            OccupantType?: ("Owner" | "Tenant" | "Vacant") | null;
            OnMarketDate?: string | null;
            OriginalListPrice?: number | null;
            ParcelNumber?: string | null;
            PostalCode?: string | null;
            PrivateRemarks?: string | null;
            PropertySubType?: string | null;
            PropertyType?: ("Residential" | "Residential Income" | "Residential Lease" | "Land" | "Farm" | "Manufactured In Park" | "Commercial Sale" | "Commercial Lease" | "Business Opportunity") | null;
            PublicRemarks?: string | null;
            PurchaseContractDate?: string | null;
            ShowingInstructions?: string | null;
            StandardStatus?: ("Incomplete" | "Coming Soon" | "Active" | "Hold" | "Active Under Contract" | "Pending" | "Withdrawn" | "Expired" | "Canceled" | "Closed" | "Delete") | null;
            StateOrProvince?: string | null;
            StatusChangeTimestamp?: string | null;
            tags?: string[] | null;
            UnitNumber?: string | null;
            UnparsedAddress?: string | null;
            YearBuilt?: number | null;
        };
        /** @description RecordPage is a page of a list: of large records fewer than were asked for, 8 MiB of them at most or one. Records of the list that changed after its first page was read come again at the end, so that a record that moved to an earlier page isn't missed; use the last copy of each id. While more records change between two pages than a page holds, there is always a next page. In a list by createdAt, which never changes, each comes once. A record that has left the list meanwhile may have come. */
        ListingPage: {
            items: components["schemas"]["Listing"][];
            /** @description The cursor of the page that follows; null at the end. */
            next: string | null;
            /** @description How many records the whole list has. */
            total: number;
        };
        ListingPrivate: {
            /** Access code */
            AccessCode?: string;
            /** Compensation */
            compensation?: {
                /** Gross percent */
                grossPct?: number;
                /** Side percent */
                sidePct?: number;
            };
            /** Lockbox serial number */
            LockBoxSerialNumber?: string;
            /** Owner's name */
            OwnerName?: string;
            /** Owner's phone */
            OwnerPhone?: string;
        };
        ListingPrivateNew: {
            AccessCode?: string | null;
            compensation?: {
                grossPct?: number | null;
                sidePct?: number | null;
            } | null;
            LockBoxSerialNumber?: string | null;
            OwnerName?: string | null;
            OwnerPhone?: string | null;
        };
        ListingPrivatePatch: {
            AccessCode?: string | null;
            compensation?: {
                grossPct?: number | null;
                sidePct?: number | null;
            } | null;
            LockBoxSerialNumber?: string | null;
            OwnerName?: string | null;
            OwnerPhone?: string | null;
        };
        /** @enum {string} */
        ListingSort: "createdAt" | "updatedAt" | "ListingId" | "StandardStatus" | "PropertyType" | "PropertySubType" | "UnparsedAddress" | "UnitNumber" | "City" | "StateOrProvince" | "PostalCode" | "Latitude" | "Longitude" | "ParcelNumber" | "ListPrice" | "OriginalListPrice" | "ClosePrice" | "BedroomsTotal" | "BathroomsTotalInteger" | "LivingArea" | "LotSizeSquareFeet" | "YearBuilt" | "GarageSpaces" | "AssociationFee" | "AssociationFeeFrequency" | "ListingContractDate" | "OnMarketDate" | "ExpirationDate" | "PurchaseContractDate" | "CloseDate" | "StatusChangeTimestamp" | "ListingAgreement" | "OccupantType" | "DaysOnMarket" | "-createdAt" | "-updatedAt" | "-ListingId" | "-StandardStatus" | "-PropertyType" | "-PropertySubType" | "-UnparsedAddress" | "-UnitNumber" | "-City" | "-StateOrProvince" | "-PostalCode" | "-Latitude" | "-Longitude" | "-ParcelNumber" | "-ListPrice" | "-OriginalListPrice" | "-ClosePrice" | "-BedroomsTotal" | "-BathroomsTotalInteger" | "-LivingArea" | "-LotSizeSquareFeet" | "-YearBuilt" | "-GarageSpaces" | "-AssociationFee" | "-AssociationFeeFrequency" | "-ListingContractDate" | "-OnMarketDate" | "-ExpirationDate" | "-PurchaseContractDate" | "-CloseDate" | "-StatusChangeTimestamp" | "-ListingAgreement" | "-OccupantType" | "-DaysOnMarket";
        /** @description LLM bounds what a step may ask of the language model. */
        LLM: {
            /** @description Of one step, over all its attempts. */
            maxTokens: number;
        };
        /** @description LoginRequest signs a person in. */
        LoginRequest: {
            email: string;
            password: string;
        };
        /** @description An id, or an empty text for none. */
        MaybeID: string;
        /** @description MemberSession is one place where somebody of the brokerage is signed in. */
        MemberSession: {
            /** Format: date-time */
            createdAt: string;
            /** @description Whether this request came by it. */
            current: boolean;
            /** @description What the browser calls itself. */
            device: string;
            /** Format: date-time */
            expiresAt: string;
            id: components["schemas"]["ID"];
            /** Format: date-time */
            usedAt: string;
            user: components["schemas"]["ID"];
        };
        /** @description MemberSessionsAnswer is a page of the brokerage's sessions, the newest first. */
        MemberSessionsAnswer: {
            items: components["schemas"]["MemberSession"][];
            /** @description The cursor of the page that follows; null at the end. */
            next: string | null;
        };
        /** @description MemberToken is a personal token as the broker role sees it. */
        MemberToken: {
            /** Format: date-time */
            createdAt: string;
            expiresAt: string | null;
            id: components["schemas"]["ID"];
            name: string;
            /** @enum {string} */
            scope: "read" | "write";
            usedAt: string | null;
            /** @description Whose it is. */
            user: components["schemas"]["ID"];
        };
        /** @description MemberTokensAnswer is a page of the brokerage's personal tokens, the newest first. */
        MemberTokensAnswer: {
            items: components["schemas"]["MemberToken"][];
            /** @description The cursor of the page that follows; null at the end. */
            next: string | null;
        };
        /** @description NoteRequest adds a note. */
        NoteRequest: {
            body: components["schemas"]["Text"];
            mentions?: components["schemas"]["ID"][] | null;
        };
        /** @description Notification is something that a user was told. */
        Notification: {
            at: components["schemas"]["Time"];
            by: components["schemas"]["MaybeID"];
            /** @description Of a mention: note, its id. Of an assignment: item, its id. Of a refusal: code, message, and the field where one is at fault. Of a transfer: before and after, each with owner, team and visibility, and private: true if who made it may read the private fields since. */
            data?: components["schemas"]["Object"];
            id: components["schemas"]["ID"];
            /** @description Such as mention, in a note; assignment, of an item of a checklist; refusal, of changes that one made; or transfer, of a record that one owned or owns now. */
            kind: string;
            read: boolean;
            record: components["schemas"]["MaybeID"];
        };
        /** @description NotificationsAnswer lists what the caller was told, the newest first. */
        NotificationsAnswer: {
            items: components["schemas"]["Notification"][];
            /** @description The cursor of earlier ones; null at the end. A page may have fewer items than asked for where others follow. */
            next: string | null;
        };
        Object: {
            [key: string]: unknown;
        };
        /** @description Patch is a JSON Merge Patch (RFC 7396) over a record. */
        Patch: {
            fields?: components["schemas"]["Object"] | null;
            private?: components["schemas"]["Object"] | null;
        };
        /** @description PatchRecordRequest is a JSON Merge Patch (RFC 7396); list items that carry an id are patched in place. */
        PatchAppointmentRequest: {
            /** @description A state of the record that the patch was made from: what others have written since is merged, not replaced. */
            base?: components["schemas"]["Base"] | null;
            fields?: components["schemas"]["AppointmentFieldsPatch"] | null;
            private?: components["schemas"]["AppointmentPrivatePatch"] | null;
        };
        /** @description PatchBrokerageRequest changes what it names. */
        PatchBrokerageRequest: {
            contingencyDays?: components["schemas"]["PatchContingencyDays"] | null;
        };
        /** @description PatchRecordRequest is a JSON Merge Patch (RFC 7396); list items that carry an id are patched in place. */
        PatchClientRequest: {
            /** @description A state of the record that the patch was made from: what others have written since is merged, not replaced. */
            base?: components["schemas"]["Base"] | null;
            fields?: components["schemas"]["ClientFieldsPatch"] | null;
            private?: components["schemas"]["ClientPrivatePatch"] | null;
        };
        /** @description PatchContingencyDays changes the days that it names. */
        PatchContingencyDays: {
            appraisal?: number | null;
            deposit?: number | null;
            investigation?: number | null;
            loan?: number | null;
        };
        /** @description PatchRecordRequest is a JSON Merge Patch (RFC 7396); list items that carry an id are patched in place. */
        PatchEscrowRequest: {
            /** @description A state of the record that the patch was made from: what others have written since is merged, not replaced. */
            base?: components["schemas"]["Base"] | null;
            fields?: components["schemas"]["EscrowFieldsPatch"] | null;
            private?: components["schemas"]["EscrowPrivatePatch"] | null;
        };
        /** @description PatchRecordRequest is a JSON Merge Patch (RFC 7396); list items that carry an id are patched in place. */
        PatchLeadRequest: {
            /** @description A state of the record that the patch was made from: what others have written since is merged, not replaced. */
            base?: components["schemas"]["Base"] | null;
            fields?: components["schemas"]["LeadFieldsPatch"] | null;
            private?: components["schemas"]["LeadPrivatePatch"] | null;
        };
        /** @description PatchRecordRequest is a JSON Merge Patch (RFC 7396); list items that carry an id are patched in place. */
        PatchListingRequest: {
            /** @description A state of the record that the patch was made from: what others have written since is merged, not replaced. */
            base?: components["schemas"]["Base"] | null;
            fields?: components["schemas"]["ListingFieldsPatch"] | null;
            private?: components["schemas"]["ListingPrivatePatch"] | null;
        };
        /** @description PatchMeRequest changes what is given of the caller's own account. */
        PatchMeRequest: {
            /** @description The one before, where a new one is given. */
            currentPassword?: string | null;
            name?: string | null;
            password?: string | null;
        };
        /** @description PatchPreferencesRequest sets and removes some of what the caller has set in the app. */
        PatchPreferencesRequest: {
            /** @description By name: null removes, and any other value replaces the present one as a whole. Names that are not there stay. What is there in the end is bounded as by PUT. */
            values: components["schemas"]["Object"];
        };
        /** @description PatchTeamRequest renames a team. */
        PatchTeamRequest: {
            name?: string | null;
        };
        /** @description PatchUserRequest changes what is given of a user. */
        PatchUserRequest: {
            disabled?: boolean | null;
            name?: string | null;
            password?: string | null;
            role?: components["schemas"]["Role"] | null;
            teams?: components["schemas"]["ID"][] | null;
        };
        /** @description PatchWebhookRequest changes what is given of a webhook. */
        PatchWebhookRequest: {
            /** @description false pauses it, true lets it go on, also where the server has disabled it. */
            active?: boolean | null;
            events?: string[] | null;
            note?: string | null;
            url?: string | null;
        };
        /** @description PeopleAnswer lists the names of one's brokerage. */
        PeopleAnswer: {
            /** @description The brokerage's own name. */
            brokerage: string;
            items: components["schemas"]["Person"][];
        };
        /** @description Person is how members of a brokerage know each other. */
        Person: {
            /** @description By which the app draws the person everywhere. Those of people who work together differ while there are enough. */
            colour: number;
            id: components["schemas"]["ID"];
            name: string;
            /** @description Whether records may be given to them: not to viewers, nor to who is disabled. */
            owns: boolean;
        };
        /** @description PipelineAnswer counts records by status. */
        PipelineAnswer: {
            items: components["schemas"]["PipelineStage"][];
        };
        /** @description PipelineStage is how many records have a status, and what they are worth. */
        PipelineStage: {
            count: number;
            status: string;
            /** @description lead, listing or escrow */
            type: string;
            /**
             * Format: int64
             * @description Cents: purchase prices of escrows, list prices of listings, highest prices of leads.
             */
            value: number;
        };
        /** @description Place names a part of a record. */
        Place: {
            /** @description All of the record where there is none. */
            pointer?: components["schemas"]["Pointer"];
            record: components["schemas"]["ID"];
        };
        /** @description Plugin is a plugin as the broker role sees it. */
        Plugin: {
            /** @description The same in words, one phrase for each. */
            asks: string[];
            /** @description Whether it came with the server. */
            bundled: boolean;
            /** @description What it asks for. */
            capabilities: components["schemas"]["Capabilities"];
            /** @description Whether its package can't be read; nothing else is known then but id, digest and reason. */
            damaged?: boolean;
            digest: components["schemas"]["Hash"];
            /** @description What it was granted. */
            granted: components["schemas"]["Capabilities"];
            id: string;
            installedAt?: components["schemas"]["Time"];
            installedBy?: components["schemas"]["ID"];
            /** @description What it asks for and was not granted yet. */
            missing: components["schemas"]["Capabilities"];
            reason?: string;
            runtime: string;
            /** @description The public key of who signed it. */
            signedBy?: string;
            steps: components["schemas"]["PluginStep"][];
            /** @description Whether it runs no more until somebody grants it something. */
            suspended: boolean;
            version: string;
            workflows: components["schemas"]["PluginWorkflow"][];
        };
        /** @description PluginLog is what a plugin's program wrote in a run of a step that failed, and why it failed. */
        PluginLog: {
            at: components["schemas"]["Time"];
            attempt: number;
            /** @description As of a failed task: "trap", "exit", "limit", "timeout", "link", "failed" or "invalid". */
            code: string;
            /** @description At most 64 KiB: the line that says why it ended, an empty line, and the last lines that the program wrote. */
            log: string;
            message: string;
            step: string;
            task: components["schemas"]["ID"];
            /** @description The plugin's. */
            version: string;
        };
        /** @description PluginLogsAnswer lists the logs of the runs that failed, the newest first. */
        PluginLogsAnswer: {
            items: components["schemas"]["PluginLog"][];
        };
        /** @description PluginsAnswer lists what the brokerage has installed. */
        PluginsAnswer: {
            items: components["schemas"]["Plugin"][];
        };
        /** @description PluginStep is what a plugin can do. */
        PluginStep: {
            /** @description The JSON Schema of its input. */
            input: components["schemas"]["Object"];
            name: string;
            /** @description The JSON Schema of its output. */
            output: components["schemas"]["Object"];
            title: string;
        };
        /** @description PluginWorkflow is an ordered list of steps. */
        PluginWorkflow: {
            name: string;
            /** @enum {string} */
            policy: "review" | "apply";
            steps: components["schemas"]["PluginWorkflowStep"][];
            title: string;
        };
        /** @description PluginWorkflowStep is a step of a workflow and where its input comes from. */
        PluginWorkflowStep: {
            input?: {
                [key: string]: unknown;
            };
            step: string;
        };
        /** @description Pointer is a JSON Pointer (RFC 6901) relative to fields; private ones begin with /private/. */
        Pointer: string;
        /** @description PreferencesAnswer is what the caller has set in the app, for all their devices. */
        PreferencesAnswer: {
            /** @description null: nothing was ever set. */
            updatedAt: components["schemas"]["Time"] | null;
            values: components["schemas"]["Object"];
        };
        /** @description PrivacyExportAnswer is all that is kept about a person: for them to read, or to take elsewhere. */
        PrivacyExportAnswer: {
            /** @description What the audit log says of the record, the newest first: its last 500 lines. */
            audit: components["schemas"]["AuditLine"][];
            /** @description Who changed what when; empty while the record is deleted. */
            history: components["schemas"]["Change"][];
            /** @description There are more than the 1,000 that are shown. */
            more: boolean;
            record: components["schemas"]["Record"];
            /** @description Records that name this one, or that hold one of its e-mail addresses, deleted ones too. */
            related: components["schemas"]["Record"][];
        };
        /** @description Problem is the body of every answer that is not a success (RFC 9457). */
        Problem: {
            code: components["schemas"]["Code"];
            detail: string;
            /** @description All that is wrong with the request, where that is more than one thing. The first is told above too. */
            errors?: components["schemas"]["Fault"][];
            /** @description What is at fault: a JSON Pointer for fields of records, a name for all else. */
            field?: string;
            /** @description Of a refused credential: the sign-in that its user on another device, or a broker, has ended. The device that it was on deletes what it holds. */
            revokedSession?: components["schemas"]["ID"];
            status: number;
            title: string;
            type: string;
        };
        /** @description Proposal is what a task wants to change in one record. */
        Proposal: {
            /** @description By JSON Pointer: the value before and after, null where there is none. */
            changes: {
                [key: string]: components["schemas"]["BeforeAndAfter"];
            };
            /** @description By JSON Pointer, for fields that somebody has decided on. */
            decisions: {
                [key: string]: components["schemas"]["Decision"];
            };
            /** @description Whether the record is made by it. */
            new: boolean;
            /** @description By JSON Pointer: why a field was left as it is. */
            reasons?: {
                [key: string]: string;
            };
            record: components["schemas"]["ID"];
            /**
             * @description Sums up the decisions.
             * @enum {string}
             */
            status: "pending" | "accepted" | "rejected" | "undone" | "refused";
            step: string;
            type: string;
        };
        /** @description PutPreferencesRequest replaces what the caller has set in the app. */
        PutPreferencesRequest: {
            /** @description An object of at most 64 KiB, 256 names of at most 128 bytes, and 16 levels. The server gives it back as it is. */
            values: components["schemas"]["Object"];
        };
        /** @description PutSavedViewsRequest replaces all saved views of the caller's own; those of others stay. */
        PutSavedViewsRequest: {
            items: components["schemas"]["SavedView"][];
        };
        /** @description ReadInvitationRequest asks what a link invites to. */
        ReadInvitationRequest: {
            /** @description The fragment of the link, without its #. */
            token: string;
        };
        /** @description ReadNotificationsRequest marks notifications as read. */
        ReadNotificationsRequest: {
            /** @description Which; all where none are named. */
            ids?: components["schemas"]["ID"][] | null;
        };
        Record: components["schemas"]["Escrow"] | components["schemas"]["Listing"] | components["schemas"]["Client"] | components["schemas"]["Appointment"] | components["schemas"]["Lead"];
        /** @description RecordType is one of the five types of records. */
        RecordType: {
            fields: components["schemas"]["Field"][];
            /** @description what people call one of them: "Escrow" */
            label: string;
            /** @description and many: "Escrows" */
            labels: string;
            /** @description singular: escrow */
            name: string;
            /** @description in addresses: escrows */
            plural: string;
            /** @description of each group at least one field is present */
            requireOne?: string[][];
            /** @description across fields */
            rules?: components["schemas"]["Rule"][];
            /** @description the field that boards are made by */
            status: string;
            /** @description the fields that name a record to a person */
            title: string[];
        };
        /** @description RegionsStatus is how several regions look from the one that answers. */
        RegionsStatus: {
            /** @description The region that puts changes of accounts and rights in order; empty where that is not known. */
            leader: string;
            /** @description Whether accounts and rights can be changed here. */
            majority: boolean;
            /** @description What an operator should look at first, in a sentence; empty where all is well. */
            problem: string;
            /** @description The one that answers. */
            region: string;
            regions: components["schemas"]["RegionStatus"][];
        };
        /** @description RegionStatus is one region. */
        RegionStatus: {
            ahead: number;
            /** @description Writes that this region has and that one has not, and the other way round. */
            lacks: number;
            name: string;
            /** @description Changes of accounts and rights that it has not applied. */
            rowsBehind: number;
            /**
             * Format: double
             * @description Since it was heard.
             */
            silentSeconds: number;
            /**
             * @description silent: it was not heard for six seconds; unseen: not since the server was started.
             * @enum {string}
             */
            state: "here" | "there" | "silent" | "unseen";
            /** @description How long an edit takes from there, in milliseconds: the last that the self-check measured; null: none yet. */
            wayMs: number | null;
            /** @description It orders changes of rows, and holds no content. */
            witness: boolean;
        };
        /** @description ResponsesAnswer tells how fast agents answer leads. */
        ResponsesAnswer: {
            /** Format: date */
            from: string;
            items: components["schemas"]["AgentResponse"][];
            /** Format: date */
            to: string;
        };
        /** @description RevertRequest makes a record's fields again what they were. */
        RevertRequest: {
            heads: components["schemas"]["Hash"][];
        };
        /** @enum {string} */
        Role: "broker" | "lead" | "agent" | "viewer";
        /** @description Rule is a rule across two scalar root fields of one half of a record: what Low holds is not above what High holds, and not equal to it where Apart is set. A rule whose fields do not both have a value holds. */
        Rule: {
            /** @description … and at High */
            above: string;
            apart?: boolean;
            /** @description what is wrong, said at Low: "must be before it ends" */
            below: string;
            high: string;
            /** @description JSON Pointers */
            low: string;
        };
        /** @description SavedView is a list as somebody wants to see it again. */
        SavedView: {
            /** @description A UUID that the client makes. */
            id: components["schemas"]["ID"];
            name: string;
            /** @description Who put it. Of the views that one puts, oneself. */
            owner?: components["schemas"]["MaybeID"];
            /** @description By its owner. What others pin is theirs to keep, in their preferences. */
            pinned: boolean;
            /** @description Filters, sort, columns, group and density, as the app writes them: at most 4 KiB and 8 levels. */
            query: components["schemas"]["Object"];
            /** @description With whom: nobody where it is null. */
            shared: ("team" | "broker") | null;
            /** @description With which it is shared; the owner's first one unless told. */
            team?: components["schemas"]["MaybeID"];
            /** @description Of the records: escrow, listing, client, appointment or lead. */
            type: string;
        };
        /** @description SavedViewsAnswer lists the saved views that the caller sees: first their own, in the order in which they were put, then those that others share, by name. */
        SavedViewsAnswer: {
            items: components["schemas"]["SavedView"][];
        };
        /** @description SchemaAnswer is what forms, CSV mapping and clients are driven by. */
        SchemaAnswer: {
            types: components["schemas"]["RecordType"][];
        };
        /** @description SearchAnswer is what was found: the best first, then the latest update; of large records fewer than were asked for. */
        SearchAnswer: {
            items: components["schemas"]["Record"][];
            /** @description How many were found. */
            total: number;
        };
        /** @description SelfCheck is what the server's last check of itself found. */
        SelfCheck: {
            at: components["schemas"]["Time"];
            /** @description What leaks: goroutines, descriptors or heap. */
            leaks: string[];
            /** @description In a sentence; empty where all was well. */
            problem: string;
            savedMs: number | null;
            /** @description Until another socket had the slowest edit, and until it was on disk, in milliseconds; null: not in time. */
            seenMs: number | null;
        };
        /** @description SendFileRequest is a form with a file. */
        SendFileRequest: {
            /** @description The bytes, as they are on disk. */
            file: components["schemas"]["File"];
        };
        /** @description SentFile is a file that tasks of its sender may read. */
        SentFile: {
            /** @description When it is deleted. */
            expiresAt: components["schemas"]["Time"];
            id: components["schemas"]["ID"];
            /** @description In bytes. */
            size: number;
        };
        /** @description Session is one place where somebody is signed in. */
        Session: {
            /** Format: date-time */
            createdAt: string;
            /** @description Whether this request came by it. */
            current: boolean;
            /** @description What the browser calls itself. */
            device: string;
            /** Format: date-time */
            expiresAt: string;
            id: components["schemas"]["ID"];
            /** Format: date-time */
            usedAt: string;
        };
        /** @description SessionsAnswer lists where one is signed in. */
        SessionsAnswer: {
            items: components["schemas"]["Session"][];
        };
        /** @description SignIn is an access token, for the Authorization header, and whose it is. */
        SignIn: {
            accessToken: string;
            /** Format: date-time */
            expiresAt: string;
            /** @description Which sign-in it is: a device that is told of its end from elsewhere (revokedSession of a refusal, close code 4502) knows by it whether it is meant. */
            session: components["schemas"]["ID"];
            user: components["schemas"]["User"];
        };
        /** @description Skip is a part of a record that was left as it is. */
        Skip: {
            pointer?: components["schemas"]["Pointer"];
            reason: string;
            record: components["schemas"]["ID"];
        };
        SomeIDs: components["schemas"]["ID"][];
        /** @description SourceConversion is what became of the leads of one source. Each step counts those that are there or beyond. */
        SourceConversion: {
            appointments: number;
            clients: number;
            closed: number;
            contacted: number;
            leads: number;
            lost: number;
            /** @description Empty for all sources beyond the 200 with the most leads. */
            source: string;
        };
        /** @description SourcesAnswer follows leads from their source to their close. */
        SourcesAnswer: {
            /** Format: date */
            from: string;
            items: components["schemas"]["SourceConversion"][];
            /** Format: date */
            to: string;
        };
        /** @description StartTaskRequest runs a workflow. */
        StartTaskRequest: {
            /** @description A trial run: its output says what it would do, and nothing that it proposes is kept. */
            dryRun?: boolean;
            /** @description As the workflow's input schema has it; an empty object unless told. */
            input?: unknown;
            /** @description Where its events are told; the caller's own room unless told. */
            room?: string;
            workflow: string;
        };
        /** @description StatsAnswer tells what the server did during the last hour or day, and how the brokerage's tasks stand. */
        StatsAnswer: {
            alerts: components["schemas"]["Alert"][];
            at: components["schemas"]["Time"];
            /** @description Null where the server is alone. */
            regions: components["schemas"]["RegionsStatus"] | null;
            /** @description Null before the first check, and where none is made. */
            selfCheck: components["schemas"]["SelfCheck"] | null;
            series: components["schemas"]["StatsSeries"];
            tasks: components["schemas"]["TaskCounts"];
        };
        /** @description StatsSeries are columns of the same length, a row for every ten seconds of the last hour, or for every five minutes of the last day, the oldest first. They are of the whole server, with all its brokerages. Rates are per second. Latencies are in milliseconds; null where nothing happened. */
        StatsSeries: {
            /** @description Seconds since 1970. */
            at: number[];
            /** @description Accepted, and refused. */
            changes: number[];
            /** @description Of one durable transaction. */
            commitP50: (null | number)[];
            commitP95: (null | number)[];
            connections: number[];
            /** @description In memory. */
            documents: number[];
            /** @description From the arrival of an edit until others have it. */
            editP50: (null | number)[];
            editP95: (null | number)[];
            editP99: (null | number)[];
            /** @description Requests that were answered by an error of the server's. */
            failures: number[];
            heapBytes: number[];
            messagesIn: number[];
            messagesOut: number[];
            rejected: number[];
            /** @description To answer a request. */
            requestP50: (null | number)[];
            requestP95: (null | number)[];
            requests: number[];
        };
        /** @description Task is one run of a workflow. */
        Task: {
            createdAt: components["schemas"]["Time"];
            /** @description Whether it was a trial run. */
            dryRun?: boolean;
            error: components["schemas"]["TaskError"] | null;
            finishedAt: components["schemas"]["Time"] | null;
            id: components["schemas"]["ID"];
            message: string;
            output: unknown;
            /** @description What the step under way has told so far: as in its last event, and of streamed text all that was said, or the end of it. */
            partial?: unknown;
            /** @description Those of them that nobody has decided on. */
            pending: number;
            /** @description Percent. */
            progress: number;
            proposals: components["schemas"]["Proposal"][];
            /** @description Proposals made so far. */
            proposed: number;
            /** @description Of several regions, the one that has the task: it runs there, and goes on there. */
            region?: string;
            room: string;
            startedAt: components["schemas"]["Time"] | null;
            status: components["schemas"]["TaskStatus"];
            steps: components["schemas"]["TaskStep"][];
            title: string;
            user: components["schemas"]["ID"];
            workflow: string;
        };
        /** @description TaskCounts says how many of the brokerage's tasks, of those that are kept, are in a status. */
        TaskCounts: {
            cancelled: number;
            completed: number;
            failed: number;
            queued: number;
            review: number;
            running: number;
        };
        /** @description TaskError is why a task failed, in words for its user. */
        TaskError: {
            code: string;
            message: string;
        };
        /** @description TasksAnswer is a page of tasks, the newest first, without what they put out and propose. */
        TasksAnswer: {
            items: components["schemas"]["Task"][];
            /** @description The cursor of the page that follows; null at the end. */
            next: string | null;
            /** @description Of several regions, those that have not answered: their tasks are missing. */
            silent?: string[];
        };
        /** @enum {string} */
        TaskStatus: "queued" | "running" | "review" | "completed" | "failed" | "cancelled";
        /** @description TaskStep is a step of a task, and how far it has come. */
        TaskStep: {
            attempt: number;
            name: string;
            output: unknown;
            plugin: string;
            status: components["schemas"]["TaskStatus"];
            version: string;
        };
        /** @description Team is a team of a brokerage. */
        Team: {
            id: components["schemas"]["ID"];
            name: string;
        };
        /** @description TeamsAnswer lists the brokerage's teams. */
        TeamsAnswer: {
            items: components["schemas"]["Team"][];
        };
        Text: string;
        /** Format: date-time */
        Time: string;
        /** @description Token is a personal token as its owner sees it. */
        Token: {
            /** Format: date-time */
            createdAt: string;
            expiresAt: string | null;
            id: components["schemas"]["ID"];
            name: string;
            /** @enum {string} */
            scope: "read" | "write";
            /** @description The token itself: shown once, when it is made. */
            token?: string;
            usedAt: string | null;
        };
        /** @description TokensAnswer lists one's own personal tokens. */
        TokensAnswer: {
            items: components["schemas"]["Token"][];
        };
        /** @description TransferRequest gives a record another owner, team or visibility. */
        TransferRequest: {
            owner?: components["schemas"]["ID"] | null;
            team?: components["schemas"]["ID"] | null;
            visibility?: components["schemas"]["Visibility"] | null;
        };
        /** @description UndoAnswer is what became of several records. */
        UndoAnswer: {
            failed: components["schemas"]["Failure"][];
            items: components["schemas"]["Record"][];
        };
        /** @description UndoTaskAnswer says what was taken back, and what was left. */
        UndoTaskAnswer: {
            skipped: components["schemas"]["Skip"][];
            undone: components["schemas"]["Place"][];
        };
        /** @description User is a member of a brokerage. */
        User: {
            /** @description Of the caller alone: how the Automerge actors of their devices begin, hexadecimal. */
            actorPrefix?: string;
            broker: components["schemas"]["ID"];
            /** @description Whether the account was disabled. */
            disabled?: boolean;
            email: string;
            id: components["schemas"]["ID"];
            name: string;
            /** @description Of a new user for whom none was given; shown once. */
            password?: string;
            role: components["schemas"]["Role"];
            teams: components["schemas"]["ID"][];
        };
        /** @description UsersAnswer lists everybody in the brokerage. */
        UsersAnswer: {
            items: components["schemas"]["User"][];
        };
        /** @description Value is one of several values that were set at once for one field. */
        Value: {
            actor: string;
            /**
             * Format: date-time
             * @description The author's claim.
             */
            at: string;
            user: components["schemas"]["MaybeID"];
            value: unknown;
        };
        /** @enum {string} */
        Visibility: "private" | "team" | "broker";
        /**
         * @description team unless told.
         * @enum {string}
         */
        VisibilityOrNone: "" | "private" | "team" | "broker";
        /** @description Webhook is an address that is told of events by HTTP. */
        Webhook: {
            createdAt: components["schemas"]["Time"];
            /** @description The events that it asks for. */
            events: string[];
            /** @description The first failure since it answered last; null: its last attempt was none. */
            failingSince: components["schemas"]["Time"] | null;
            id: components["schemas"]["ID"];
            /** @description What it is for. */
            note: string;
            /** @description Until when the secret before signs too. */
            previousUntil: components["schemas"]["Time"] | null;
            /** @description Why the server has disabled it: it only failed for days, it answered 410, too many deliveries waited, or its maker's password was changed. */
            reason: ("failed" | "gone" | "full" | "password") | null;
            /** @description What deliveries are signed with: shown once, when it is made. */
            secret?: string;
            /**
             * @description While it is not active, nothing is queued for it, and what was queued before waits.
             * @enum {string}
             */
            status: "active" | "paused" | "disabled";
            url: string;
            /** @description Who made it: it hears what they may read. */
            user: components["schemas"]["ID"];
        };
        /** @description WebhookDeliveriesAnswer is a page of a webhook's deliveries, the newest first. The last 200 that have ended are kept, for 30 days at most. */
        WebhookDeliveriesAnswer: {
            items: components["schemas"]["WebhookDelivery"][];
            /** @description The cursor of the page that follows; null at the end. */
            next: string | null;
        };
        /** @description WebhookDelivery is one event for a webhook, and how its last attempt went. */
        WebhookDelivery: {
            at: components["schemas"]["Time"];
            attempts: number;
            /** @description The status of its answer; null: there was none. */
            code: number | null;
            /** @description What was wrong, in words; empty: nothing. */
            error: string;
            event: string;
            id: components["schemas"]["ID"];
            milliseconds: number;
            /** @description When it is tried next; null: it is not, or not until the webhook is active again. */
            nextAt: components["schemas"]["Time"] | null;
            /** @description What it is about; null: no record, or no task. */
            record: components["schemas"]["ID"] | null;
            /** @description How the answer begins. */
            response: string;
            /**
             * @description dropped: who made the webhook may not read it, or no longer.
             * @enum {string}
             */
            status: "waiting" | "delivered" | "failed" | "dropped";
            task: components["schemas"]["ID"] | null;
            /** @description The last attempt: when it was, and how many milliseconds it took. */
            triedAt: components["schemas"]["Time"] | null;
        };
        /** @description WebhooksAnswer lists webhooks: one's own, or all of the brokerage for the broker role. */
        WebhooksAnswer: {
            /** @description The events that can be asked for. */
            events: string[];
            items: components["schemas"]["Webhook"][];
        };
        /** @description Workflow is something that the caller may run. */
        Workflow: {
            /** @description The JSON Schema of its input. */
            input: components["schemas"]["Object"];
            name: string;
            /** @enum {string} */
            policy: "review" | "apply";
            /** @description In order. */
            steps: components["schemas"]["WorkflowStep"][];
            title: string;
        };
        /** @description WorkflowsAnswer lists what the caller may run. */
        WorkflowsAnswer: {
            items: components["schemas"]["Workflow"][];
        };
        /** @description WorkflowStep is a step of a workflow, for people. */
        WorkflowStep: {
            name: string;
            plugin: string;
            title: string;
        };
    };
    responses: {
        /** @description The request is not as it must be. */
        BadRequest: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description It can't be done as things are. */
        Conflict: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description What went wrong on the server's side. */
        Failure: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The caller may not do this. */
        Forbidden: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description There is no such thing, or the caller may not see it. */
        NotFound: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The record is not in the state that If-Match names; nothing was done. */
        PreconditionFailed: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The body is too large. */
        RequestEntityTooLarge: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Too often; Retry-After says when to try again. */
        TooManyRequests: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The credential is missing, wrong or over. */
        Unauthorized: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
    };
    parameters: {
        /** @description The request is done once, however often it is sent with this key. */
        IdempotencyKey: string;
    };
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    getAbout: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["About"];
                };
            };
            default: components["responses"]["Failure"];
        };
    };
    getActivity: {
        parameters: {
            query?: {
                /** @description The next of an earlier answer. */
                cursor?: string;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ActivityAnswer"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failure"];
        };
    };
    getAdminAudit: {
        parameters: {
            query?: {
                /** @description Only what begins so, such as session: or record:deleted. */
                action?: string;
                /** @description The next of an earlier answer to the same question. */
                cursor?: string;
                /** @description The first day, in UTC. */
                from?: string;
                limit?: number;
                /** @description Only about this record, user, team, session or token. */
                record?: components["schemas"]["MaybeID"];
                /** @description The last day, in UTC. */
                to?: string;
                /** @description Only what this user did. */
                user?: components["schemas"]["MaybeID"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditAnswer"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failure"];
        };
    };
    getAdminConnections: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConnectionsAnswer"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failure"];
        };
    };
    getAdminSessions: {
        parameters: {
            query?: {
                /** @description The next of an earlier answer. */
                cursor?: string;
                /** @description Those too that expired in the last 90 days: their devices may still hold copies of records. */
                expired?: boolean;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MemberSessionsAnswer"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failure"];
        };
    };
    deleteAdminSessionsId: {
        parameters: {
            query?: never;
            header?: {
                /** @description The request is done once, however often it is sent with this key. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                id: components["schemas"]["ID"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["RequestEntityTooLarge"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failure"];
        };
    };
    getAdminStats: {
        parameters: {
            query?: {
                /** @description The last hour, where none is given, or the last day. */
                range?: "hour" | "day";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StatsAnswer"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failure"];
        };
    };
    getAdminTokens: {
        parameters: {
            query?: {
                /** @description The next of an earlier answer. */
                cursor?: string;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MemberTokensAnswer"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failure"];
        };
    };
    deleteAdminTokensId: {
        parameters: {
            query?: never;
            header?: {
                /** @description The request is done once, however often it is sent with this key. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                id: components["schemas"]["ID"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["RequestEntityTooLarge"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failure"];
        };
    };
    getAppointments: {
        parameters: {
            query?: {
                /** @description Archived ones, and only those. */
                archived?: boolean;
                /** @description The next of an earlier answer to the same query. */
                cursor?: string;
                /** @description Those that were deleted and that the caller may restore, and only those. */
                deleted?: boolean;
                "filter[allDay]"?: boolean;
                "filter[allDay][empty]"?: boolean;
                "filter[allDay][eq]"?: boolean;
                "filter[allDay][gt]"?: boolean;
                "filter[allDay][gte]"?: boolean;
                "filter[allDay][lt]"?: boolean;
                "filter[allDay][lte]"?: boolean;
                "filter[allDay][ne]"?: boolean;
                "filter[CLASS]"?: "PUBLIC" | "PRIVATE" | "CONFIDENTIAL";
                "filter[CLASS][empty]"?: boolean;
                "filter[CLASS][eq]"?: "PUBLIC" | "PRIVATE" | "CONFIDENTIAL";
                "filter[CLASS][gt]"?: "PUBLIC" | "PRIVATE" | "CONFIDENTIAL";
                "filter[CLASS][gte]"?: "PUBLIC" | "PRIVATE" | "CONFIDENTIAL";
                "filter[CLASS][lt]"?: "PUBLIC" | "PRIVATE" | "CONFIDENTIAL";
                "filter[CLASS][lte]"?: "PUBLIC" | "PRIVATE" | "CONFIDENTIAL";
                "filter[CLASS][ne]"?: "PUBLIC" | "PRIVATE" | "CONFIDENTIAL";
                "filter[createdAt]"?: string;
                "filter[createdAt][empty]"?: boolean;
                "filter[createdAt][eq]"?: string;
                "filter[createdAt][gt]"?: string;
                "filter[createdAt][gte]"?: string;
                "filter[createdAt][lt]"?: string;
                "filter[createdAt][lte]"?: string;
                "filter[createdAt][ne]"?: string;
                "filter[DTEND]"?: string;
                "filter[DTEND][empty]"?: boolean;
                "filter[DTEND][eq]"?: string;
                "filter[DTEND][gt]"?: string;
                "filter[DTEND][gte]"?: string;
                "filter[DTEND][lt]"?: string;
                "filter[DTEND][lte]"?: string;
                "filter[DTEND][ne]"?: string;
                "filter[DTSTART]"?: string;
                "filter[DTSTART][empty]"?: boolean;
                "filter[DTSTART][eq]"?: string;
                "filter[DTSTART][gt]"?: string;
                "filter[DTSTART][gte]"?: string;
                "filter[DTSTART][lt]"?: string;
                "filter[DTSTART][lte]"?: string;
                "filter[DTSTART][ne]"?: string;
                "filter[kind]"?: "showing" | "open_house" | "listing_presentation" | "buyer_consult" | "inspection" | "appraisal" | "signing" | "call" | "other";
                "filter[kind][empty]"?: boolean;
                "filter[kind][eq]"?: "showing" | "open_house" | "listing_presentation" | "buyer_consult" | "inspection" | "appraisal" | "signing" | "call" | "other";
                "filter[kind][gt]"?: "showing" | "open_house" | "listing_presentation" | "buyer_consult" | "inspection" | "appraisal" | "signing" | "call" | "other";
                "filter[kind][gte]"?: "showing" | "open_house" | "listing_presentation" | "buyer_consult" | "inspection" | "appraisal" | "signing" | "call" | "other";
                "filter[kind][lt]"?: "showing" | "open_house" | "listing_presentation" | "buyer_consult" | "inspection" | "appraisal" | "signing" | "call" | "other";
                "filter[kind][lte]"?: "showing" | "open_house" | "listing_presentation" | "buyer_consult" | "inspection" | "appraisal" | "signing" | "call" | "other";
                "filter[kind][ne]"?: "showing" | "open_house" | "listing_presentation" | "buyer_consult" | "inspection" | "appraisal" | "signing" | "call" | "other";
                "filter[LOCATION]"?: string;
                "filter[LOCATION][empty]"?: boolean;
                "filter[LOCATION][eq]"?: string;
                "filter[LOCATION][gt]"?: string;
                "filter[LOCATION][gte]"?: string;
                "filter[LOCATION][lt]"?: string;
                "filter[LOCATION][lte]"?: string;
                "filter[LOCATION][ne]"?: string;
                "filter[method]"?: "In-Person" | "Virtual";
                "filter[method][empty]"?: boolean;
                "filter[method][eq]"?: "In-Person" | "Virtual";
                "filter[method][gt]"?: "In-Person" | "Virtual";
                "filter[method][gte]"?: "In-Person" | "Virtual";
                "filter[method][lt]"?: "In-Person" | "Virtual";
                "filter[method][lte]"?: "In-Person" | "Virtual";
                "filter[method][ne]"?: "In-Person" | "Virtual";
                "filter[outcome]"?: "pending" | "completed" | "no_show" | "rescheduled";
                "filter[outcome][empty]"?: boolean;
                "filter[outcome][eq]"?: "pending" | "completed" | "no_show" | "rescheduled";
                "filter[outcome][gt]"?: "pending" | "completed" | "no_show" | "rescheduled";
                "filter[outcome][gte]"?: "pending" | "completed" | "no_show" | "rescheduled";
                "filter[outcome][lt]"?: "pending" | "completed" | "no_show" | "rescheduled";
                "filter[outcome][lte]"?: "pending" | "completed" | "no_show" | "rescheduled";
                "filter[outcome][ne]"?: "pending" | "completed" | "no_show" | "rescheduled";
                "filter[owner]"?: components["schemas"]["ID"];
                "filter[owner][empty]"?: boolean;
                "filter[owner][eq]"?: components["schemas"]["ID"];
                "filter[owner][ne]"?: components["schemas"]["ID"];
                "filter[RRULE]"?: string;
                "filter[RRULE][empty]"?: boolean;
                "filter[RRULE][eq]"?: string;
                "filter[RRULE][gt]"?: string;
                "filter[RRULE][gte]"?: string;
                "filter[RRULE][lt]"?: string;
                "filter[RRULE][lte]"?: string;
                "filter[RRULE][ne]"?: string;
                "filter[STATUS]"?: "TENTATIVE" | "CONFIRMED" | "CANCELLED";
                "filter[STATUS][empty]"?: boolean;
                "filter[STATUS][eq]"?: "TENTATIVE" | "CONFIRMED" | "CANCELLED";
                "filter[STATUS][gt]"?: "TENTATIVE" | "CONFIRMED" | "CANCELLED";
                "filter[STATUS][gte]"?: "TENTATIVE" | "CONFIRMED" | "CANCELLED";
                "filter[STATUS][lt]"?: "TENTATIVE" | "CONFIRMED" | "CANCELLED";
                "filter[STATUS][lte]"?: "TENTATIVE" | "CONFIRMED" | "CANCELLED";
                "filter[STATUS][ne]"?: "TENTATIVE" | "CONFIRMED" | "CANCELLED";
                "filter[SUMMARY]"?: string;
                "filter[SUMMARY][empty]"?: boolean;
                "filter[SUMMARY][eq]"?: string;
                "filter[SUMMARY][gt]"?: string;
                "filter[SUMMARY][gte]"?: string;
                "filter[SUMMARY][lt]"?: string;
                "filter[SUMMARY][lte]"?: string;
                "filter[SUMMARY][ne]"?: string;
                "filter[tags]"?: string;
                "filter[tags][empty]"?: boolean;
                "filter[tags][eq]"?: string;
                "filter[tags][ne]"?: string;
                "filter[team]"?: components["schemas"]["ID"];
                "filter[team][empty]"?: boolean;
                "filter[team][eq]"?: components["schemas"]["ID"];
                "filter[team][ne]"?: components["schemas"]["ID"];
                "filter[TZID]"?: string;
                "filter[TZID][empty]"?: boolean;
                "filter[TZID][eq]"?: string;
                "filter[TZID][gt]"?: string;
                "filter[TZID][gte]"?: string;
                "filter[TZID][lt]"?: string;
                "filter[TZID][lte]"?: string;
                "filter[TZID][ne]"?: string;
                "filter[updatedAt]"?: string;
                "filter[updatedAt][empty]"?: boolean;
                "filter[updatedAt][eq]"?: string;
                "filter[updatedAt][gt]"?: string;
                "filter[updatedAt][gte]"?: string;
                "filter[updatedAt][lt]"?: string;
                "filter[updatedAt][lte]"?: string;
                "filter[updatedAt][ne]"?: string;
                "filter[visibility]"?: components["schemas"]["Visibility"];
                "filter[visibility][empty]"?: boolean;
                "filter[visibility][eq]"?: components["schemas"]["Visibility"];
                "filter[visibility][ne]"?: components["schemas"]["Visibility"];
                limit?: number;
                /** @description What people type: names, numbers, phones, addresses, words. */
                q?: string;
                /** @description A field; with - before it, downwards. Without it, the best found come first, then the latest update. */
                sort?: components["schemas"]["AppointmentSort"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AppointmentPage"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failure"];
        };
    };
    postAppointments: {
        parameters: {
            query?: never;
            header?: {
                /** @description The request is done once, however often it is sent with this key. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateAppointmentRequest"];
            };
        };
        responses: {
            /** @description It was there before. */
            200: {
                headers: {
                    /** @description The record's state, for If-Match and base. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Appointment"];
                };
            };
            /** @description Created */
            201: {
                headers: {
                    /** @description The record's state, for If-Match and base. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Appointment"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["RequestEntityTooLarge"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failure"];
        };
    };
    getAppointmentsId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["ID"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The record's state, for If-Match and base. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Appointment"];
                };
            };
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failure"];
        };
    };
    deleteAppointmentsId: {
        parameters: {
            query?: never;
            header?: {
                /** @description The request is done once, however often it is sent with this key. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /** @description Entity tags of the record, of which one must be its present one; or *. */
                "If-Match"?: string;
            };
            path: {
                id: components["schemas"]["ID"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["RequestEntityTooLarge"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failure"];
        };
    };
    patchAppointmentsId: {
        parameters: {
            query?: never;
            header?: {
                /** @description The request is done once, however often it is sent with this key. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /** @description Entity tags of the record, of which one must be its present one; or *. */
                "If-Match"?: string;
            };
            path: {
                id: components["schemas"]["ID"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PatchAppointmentRequest"];
                "application/merge-patch+json": components["schemas"]["PatchAppointmentRequest"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The record's state, for If-Match and base. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Appointment"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["RequestEntityTooLarge"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failure"];
        };
    };
    postAppointmentsIdArchive: {
        parameters: {
            query?: never;
            header?: {
                /** @description The request is done once, however often it is sent with this key. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /** @description Entity tags of the record, of which one must be its present one; or *. */
                "If-Match"?: string;
            };
            path: {
                id: components["schemas"]["ID"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The record's state, for If-Match and base. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Appointment"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["RequestEntityTooLarge"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failure"];
        };
    };
    getAppointmentsIdAtHeads: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Hashes with commas between them. */
                heads: string;
                id: components["schemas"]["ID"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The record's state, for If-Match and base. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Appointment"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failure"];
        };
    };
    getAppointmentsIdHistory: {
        parameters: {
            query?: {
                /** @description The next of an earlier answer. */
                cursor?: string;
                /** @description How many of the last changes, or of those before the cursor; 0 for all. */
                limit?: number;
            };
            header?: never;
            path: {
                id: components["schemas"]["ID"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HistoryAnswer"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failure"];
        };
    };
    postAppointmentsIdNotes: {
        parameters: {
            query?: never;
            header?: {
                /** @description The request is done once, however often it is sent with this key. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /** @description Entity tags of the record, of which one must be its present one; or *. */
                "If-Match"?: string;
            };
            path: {
                id: components["schemas"]["ID"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NoteRequest"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    /** @description The record's state, for If-Match and base. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Appointment"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["RequestEntityTooLarge"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failure"];
        };
    };
    deleteAppointmentsIdNotesNote: {
        parameters: {
            query?: never;
            header?: {
                /** @description The request is done once, however often it is sent with this key. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /** @description Entity tags of the record, of which one must be its present one; or *. */
                "If-Match"?: string;
            };
            path: {
                id: components["schemas"]["ID"];
                note: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The record's state, for If-Match and base. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Appointment"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["RequestEntityTooLarge"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failure"];
        };
    };
    patchAppointmentsIdNotesNote: {
        parameters: {
            query?: never;
            header?: {
                /** @description The request is done once, however often it is sent with this key. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /** @description Entity tags of the record, of which one must be its present one; or *. */
                "If-Match"?: string;
            };
            path: {
                id: components["schemas"]["ID"];
                note: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EditNoteRequest"];
                "application/merge-patch+json": components["schemas"]["EditNoteRequest"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The record's state, for If-Match and base. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Appointment"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["RequestEntityTooLarge"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failure"];
        };
    };
    postAppointmentsIdRenew: {
        parameters: {
            query?: never;
            header?: {
                /** @description The request is done once, however often it is sent with this key. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /** @description Entity tags of the record, of which one must be its present one; or *. */
                "If-Match"?: string;
            };
            path: {
                id: components["schemas"]["ID"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The record's state, for If-Match and base. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Appointment"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["RequestEntityTooLarge"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failure"];
        };
    };
    postAppointmentsIdRestore: {
        parameters: {
            query?: never;
            header?: {
                /** @description The request is done once, however often it is sent with this key. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /** @description Entity tags of the record, of which one must be its present one; or *. */
                "If-Match"?: string;
            };
            path: {
                id: components["schemas"]["ID"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The record's state, for If-Match and base. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Appointment"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["RequestEntityTooLarge"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failure"];
        };
    };
    postAppointmentsIdRevert: {
        parameters: {
            query?: never;
            header?: {
                /** @description The request is done once, however often it is sent with this key. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /** @description Entity tags of the record, of which one must be its present one; or *. */
                "If-Match"?: string;
            };
            path: {
                id: components["schemas"]["ID"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RevertRequest"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The record's state, for If-Match and base. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Appointment"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["RequestEntityTooLarge"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failure"];
        };
    };
    postAppointmentsIdTransfer: {
        parameters: {
            query?: never;
            header?: {
                /** @description The request is done once, however often it is sent with this key. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /** @description Entity tags of the record, of which one must be its present one; or *. */
                "If-Match"?: string;
            };
            path: {
                id: components["schemas"]["ID"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TransferRequest"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The record's state, for If-Match and base. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Appointment"];
                };
            };
            /** @description Done; the caller may not read the record any more. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["RequestEntityTooLarge"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failure"];
        };
    };
    postAuthInvitation: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReadInvitationRequest"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InvitationRead"];
                };
            };
            400: components["responses"]["BadRequest"];
            404: components["responses"]["NotFound"];
            413: components["responses"]["RequestEntityTooLarge"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failure"];
        };
    };
    postAuthInvitationAccept: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AcceptInvitationRequest"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The refresh token, and after a sign-in what the device is known by: cookies that no script can read. */
                    "Set-Cookie"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignIn"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["RequestEntityTooLarge"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failure"];
        };
    };
    postAuthLogin: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LoginRequest"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The refresh token, and after a sign-in what the device is known by: cookies that no script can read. */
                    "Set-Cookie"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignIn"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            413: components["responses"]["RequestEntityTooLarge"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failure"];
        };
    };
    postAuthLogout: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    "Set-Cookie"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            413: components["responses"]["RequestEntityTooLarge"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failure"];
        };
    };
    postAuthRefresh: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The refresh token, and after a sign-in what the device is known by: cookies that no script can read. */
                    "Set-Cookie"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignIn"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            413: components["responses"]["RequestEntityTooLarge"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failure"];
        };
    };
    getBrokerage: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Brokerage"];
                };
            };
            401: components["responses"]["Unauthorized"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failure"];
        };
    };
    patchBrokerage: {
        parameters: {
            query?: never;
            header?: {
                /** @description The request is done once, however often it is sent with this key. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PatchBrokerageRequest"];
                "application/merge-patch+json": components["schemas"]["PatchBrokerageRequest"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Brokerage"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["RequestEntityTooLarge"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failure"];
        };
    };
    postBulk: {
        parameters: {
            query?: never;
            header?: {
                /** @description The request is done once, however often it is sent with this key. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BulkRequest"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BulkAnswer"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["RequestEntityTooLarge"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failure"];
        };
    };
    getCalendar: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CalendarAnswer"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failure"];
        };
    };
    postCalendar: {
        parameters: {
            query?: never;
            header?: {
                /** @description The request is done once, however often it is sent with this key. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CalendarAnswer"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["RequestEntityTooLarge"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failure"];
        };
    };
    deleteCalendar: {
        parameters: {
            query?: never;
            header?: {
                /** @description The request is done once, however often it is sent with this key. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["RequestEntityTooLarge"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failure"];
        };
    };
    getCalendarSecretIcs: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                secret: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description How a browser names the file. */
                    "Content-Disposition"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "text/calendar": string;
                };
            };
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failure"];
        };
    };
    getCatalog: {
        parameters: {
            query?: {
                /** @description The next of an earlier answer; none: from the beginning. */
                after?: string;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CatalogAnswer"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failure"];
        };
    };
    postClientErrors: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ClientErrorRequest"];
            };
        };
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            413: components["responses"]["RequestEntityTooLarge"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failure"];
        };
    };
    getClients: {
        parameters: {
            query?: {
                /** @description Archived ones, and only those. */
                archived?: boolean;
                /** @description The next of an earlier answer to the same query. */
                cursor?: string;
                /** @description Those that were deleted and that the caller may restore, and only those. */
                deleted?: boolean;
                "filter[Anniversary]"?: string;
                "filter[Anniversary][empty]"?: boolean;
                "filter[Anniversary][eq]"?: string;
                "filter[Anniversary][gt]"?: string;
                "filter[Anniversary][gte]"?: string;
                "filter[Anniversary][lt]"?: string;
                "filter[Anniversary][lte]"?: string;
                "filter[Anniversary][ne]"?: string;
                "filter[Company]"?: string;
                "filter[Company][empty]"?: boolean;
                "filter[Company][eq]"?: string;
                "filter[Company][gt]"?: string;
                "filter[Company][gte]"?: string;
                "filter[Company][lt]"?: string;
                "filter[Company][lte]"?: string;
                "filter[Company][ne]"?: string;
                "filter[ContactStatus]"?: "Active" | "Inactive" | "On Vacation" | "Deleted";
                "filter[ContactStatus][empty]"?: boolean;
                "filter[ContactStatus][eq]"?: "Active" | "Inactive" | "On Vacation" | "Deleted";
                "filter[ContactStatus][gt]"?: "Active" | "Inactive" | "On Vacation" | "Deleted";
                "filter[ContactStatus][gte]"?: "Active" | "Inactive" | "On Vacation" | "Deleted";
                "filter[ContactStatus][lt]"?: "Active" | "Inactive" | "On Vacation" | "Deleted";
                "filter[ContactStatus][lte]"?: "Active" | "Inactive" | "On Vacation" | "Deleted";
                "filter[ContactStatus][ne]"?: "Active" | "Inactive" | "On Vacation" | "Deleted";
                "filter[ContactType]"?: "Buyer" | "Seller" | "Landlord" | "Tenant" | "Lead" | "Prospect" | "Loan Officer" | "Escrow Officer" | "Title Officer" | "Inspector" | "Appraiser" | "Attorney" | "Vendor" | "Friend" | "Family" | "Other";
                "filter[ContactType][empty]"?: boolean;
                "filter[ContactType][eq]"?: "Buyer" | "Seller" | "Landlord" | "Tenant" | "Lead" | "Prospect" | "Loan Officer" | "Escrow Officer" | "Title Officer" | "Inspector" | "Appraiser" | "Attorney" | "Vendor" | "Friend" | "Family" | "Other";
                "filter[ContactType][ne]"?: "Buyer" | "Seller" | "Landlord" | "Tenant" | "Lead" | "Prospect" | "Loan Officer" | "Escrow Officer" | "Title Officer" | "Inspector" | "Appraiser" | "Attorney" | "Vendor" | "Friend" | "Family" | "Other";
                "filter[createdAt]"?: string;
                "filter[createdAt][empty]"?: boolean;
                "filter[createdAt][eq]"?: string;
                "filter[createdAt][gt]"?: string;
                "filter[createdAt][gte]"?: string;
                "filter[createdAt][lt]"?: string;
                "filter[createdAt][lte]"?: string;
                "filter[createdAt][ne]"?: string;
                "filter[Email]"?: string;
                "filter[Email][empty]"?: boolean;
                "filter[Email][eq]"?: string;
                "filter[Email][ne]"?: string;
                "filter[FirstName]"?: string;
                "filter[FirstName][empty]"?: boolean;
                "filter[FirstName][eq]"?: string;
                "filter[FirstName][gt]"?: string;
                "filter[FirstName][gte]"?: string;
                "filter[FirstName][lt]"?: string;
                "filter[FirstName][lte]"?: string;
                "filter[FirstName][ne]"?: string;
                "filter[JobTitle]"?: string;
                "filter[JobTitle][empty]"?: boolean;
                "filter[JobTitle][eq]"?: string;
                "filter[JobTitle][gt]"?: string;
                "filter[JobTitle][gte]"?: string;
                "filter[JobTitle][lt]"?: string;
                "filter[JobTitle][lte]"?: string;
                "filter[JobTitle][ne]"?: string;
                "filter[Language]"?: string;
                "filter[Language][empty]"?: boolean;
                "filter[Language][eq]"?: string;
                "filter[Language][gt]"?: string;
                "filter[Language][gte]"?: string;
                "filter[Language][lt]"?: string;
                "filter[Language][lte]"?: string;
                "filter[Language][ne]"?: string;
                "filter[LastName]"?: string;
                "filter[LastName][empty]"?: boolean;
                "filter[LastName][eq]"?: string;
                "filter[LastName][gt]"?: string;
                "filter[LastName][gte]"?: string;
                "filter[LastName][lt]"?: string;
                "filter[LastName][lte]"?: string;
                "filter[LastName][ne]"?: string;
                "filter[LeadSource]"?: string;
                "filter[LeadSource][empty]"?: boolean;
                "filter[LeadSource][eq]"?: string;
                "filter[LeadSource][gt]"?: string;
                "filter[LeadSource][gte]"?: string;
                "filter[LeadSource][lt]"?: string;
                "filter[LeadSource][lte]"?: string;
                "filter[LeadSource][ne]"?: string;
                "filter[owner]"?: components["schemas"]["ID"];
                "filter[owner][empty]"?: boolean;
                "filter[owner][eq]"?: components["schemas"]["ID"];
                "filter[owner][ne]"?: components["schemas"]["ID"];
                "filter[ReferredBy]"?: string;
                "filter[ReferredBy][empty]"?: boolean;
                "filter[ReferredBy][eq]"?: string;
                "filter[ReferredBy][gt]"?: string;
                "filter[ReferredBy][gte]"?: string;
                "filter[ReferredBy][lt]"?: string;
                "filter[ReferredBy][lte]"?: string;
                "filter[ReferredBy][ne]"?: string;
                "filter[SpousePartnerName]"?: string;
                "filter[SpousePartnerName][empty]"?: boolean;
                "filter[SpousePartnerName][eq]"?: string;
                "filter[SpousePartnerName][gt]"?: string;
                "filter[SpousePartnerName][gte]"?: string;
                "filter[SpousePartnerName][lt]"?: string;
                "filter[SpousePartnerName][lte]"?: string;
                "filter[SpousePartnerName][ne]"?: string;
                "filter[tags]"?: string;
                "filter[tags][empty]"?: boolean;
                "filter[tags][eq]"?: string;
                "filter[tags][ne]"?: string;
                "filter[team]"?: components["schemas"]["ID"];
                "filter[team][empty]"?: boolean;
                "filter[team][eq]"?: components["schemas"]["ID"];
                "filter[team][ne]"?: components["schemas"]["ID"];
                "filter[updatedAt]"?: string;
                "filter[updatedAt][empty]"?: boolean;
                "filter[updatedAt][eq]"?: string;
                "filter[updatedAt][gt]"?: string;
                "filter[updatedAt][gte]"?: string;
                "filter[updatedAt][lt]"?: string;
                "filter[updatedAt][lte]"?: string;
                "filter[updatedAt][ne]"?: string;
                "filter[visibility]"?: components["schemas"]["Visibility"];
                "filter[visibility][empty]"?: boolean;
                "filter[visibility][eq]"?: components["schemas"]["Visibility"];
                "filter[visibility][ne]"?: components["schemas"]["Visibility"];
                limit?: number;
                /** @description What people type: names, numbers, phones, addresses, words. */
                q?: string;
                /** @description A field; with - before it, downwards. Without it, the best found come first, then the latest update. */
                sort?: components["schemas"]["ClientSort"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ClientPage"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failure"];
        };
    };
    postClients: {
        parameters: {
            query?: never;
            header?: {
                /** @description The request is done once, however often it is sent with this key. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateClientRequest"];
            };
        };
        responses: {
            /** @description It was there before. */
            200: {
                headers: {
                    /** @description The record's state, for If-Match and base. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Client"];
                };
            };
            /** @description Created */
            201: {
                headers: {
                    /** @description The record's state, for If-Match and base. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Client"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["RequestEntityTooLarge"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failure"];
        };
    };
    getClientsId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["ID"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The record's state, for If-Match and base. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Client"];
                };
            };
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failure"];
        };
    };
    deleteClientsId: {
        parameters: {
            query?: never;
            header?: {
                /** @description The request is done once, however often it is sent with this key. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /** @description Entity tags of the record, of which one must be its present one; or *. */
                "If-Match"?: string;
            };
            path: {
                id: components["schemas"]["ID"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["RequestEntityTooLarge"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failure"];
        };
    };
    patchClientsId: {
        parameters: {
            query?: never;
            header?: {
                /** @description The request is done once, however often it is sent with this key. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /** @description Entity tags of the record, of which one must be its present one; or *. */
                "If-Match"?: string;
            };
            path: {
                id: components["schemas"]["ID"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PatchClientRequest"];
                "application/merge-patch+json": components["schemas"]["PatchClientRequest"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The record's state, for If-Match and base. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Client"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["RequestEntityTooLarge"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failure"];
        };
    };
    postClientsIdArchive: {
        parameters: {
            query?: never;
            header?: {
                /** @description The request is done once, however often it is sent with this key. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /** @description Entity tags of the record, of which one must be its present one; or *. */
                "If-Match"?: string;
            };
            path: {
                id: components["schemas"]["ID"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The record's state, for If-Match and base. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Client"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["RequestEntityTooLarge"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failure"];
        };
    };
    getClientsIdAtHeads: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Hashes with commas between them. */
                heads: string;
                id: components["schemas"]["ID"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The record's state, for If-Match and base. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Client"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failure"];
        };
    };
    getClientsIdHistory: {
        parameters: {
            query?: {
                /** @description The next of an earlier answer. */
                cursor?: string;
                /** @description How many of the last changes, or of those before the cursor; 0 for all. */
                limit?: number;
            };
            header?: never;
            path: {
                id: components["schemas"]["ID"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HistoryAnswer"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failure"];
        };
    };
    postClientsIdNotes: {
        parameters: {
            query?: never;
            header?: {
                /** @description The request is done once, however often it is sent with this key. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /** @description Entity tags of the record, of which one must be its present one; or *. */
                "If-Match"?: string;
            };
            path: {
                id: components["schemas"]["ID"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NoteRequest"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    /** @description The record's state, for If-Match and base. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Client"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["RequestEntityTooLarge"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failure"];
        };
    };
    deleteClientsIdNotesNote: {
        parameters: {
            query?: never;
            header?: {
                /** @description The request is done once, however often it is sent with this key. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /** @description Entity tags of the record, of which one must be its present one; or *. */
                "If-Match"?: string;
            };
            path: {
                id: components["schemas"]["ID"];
                note: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The record's state, for If-Match and base. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Client"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["RequestEntityTooLarge"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failure"];
        };
    };
    patchClientsIdNotesNote: {
        parameters: {
            query?: never;
            header?: {
                /** @description The request is done once, however often it is sent with this key. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /** @description Entity tags of the record, of which one must be its present one; or *. */
                "If-Match"?: string;
            };
            path: {
                id: components["schemas"]["ID"];
                note: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EditNoteRequest"];
                "application/merge-patch+json": components["schemas"]["EditNoteRequest"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The record's state, for If-Match and base. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Client"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["RequestEntityTooLarge"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failure"];
        };
    };
    postClientsIdRenew: {
        parameters: {
            query?: never;
            header?: {
                /** @description The request is done once, however often it is sent with this key. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /** @description Entity tags of the record, of which one must be its present one; or *. */
                "If-Match"?: string;
            };
            path: {
                id: components["schemas"]["ID"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The record's state, for If-Match and base. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Client"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["RequestEntityTooLarge"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failure"];
        };
    };
    postClientsIdRestore: {
        parameters: {
            query?: never;
            header?: {
                /** @description The request is done once, however often it is sent with this key. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /** @description Entity tags of the record, of which one must be its present one; or *. */
                "If-Match"?: string;
            };
            path: {
                id: components["schemas"]["ID"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The record's state, for If-Match and base. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Client"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["RequestEntityTooLarge"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failure"];
        };
    };
    postClientsIdRevert: {
        parameters: {
            query?: never;
            header?: {
                /** @description The request is done once, however often it is sent with this key. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /** @description Entity tags of the record, of which one must be its present one; or *. */
                "If-Match"?: string;
            };
            path: {
                id: components["schemas"]["ID"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RevertRequest"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The record's state, for If-Match and base. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Client"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["RequestEntityTooLarge"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failure"];
        };
    };
    postClientsIdTransfer: {
        parameters: {
            query?: never;
            header?: {
                /** @description The request is done once, however often it is sent with this key. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /** @description Entity tags of the record, of which one must be its present one; or *. */
                "If-Match"?: string;
            };
            path: {
                id: components["schemas"]["ID"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TransferRequest"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The record's state, for If-Match and base. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Client"];
                };
            };
            /** @description Done; the caller may not read the record any more. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["RequestEntityTooLarge"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failure"];
        };
    };
    getEscrows: {
        parameters: {
            query?: {
                /** @description Archived ones, and only those. */
                archived?: boolean;
                /** @description The next of an earlier answer to the same query. */
                cursor?: string;
                /** @description Those that were deleted and that the caller may restore, and only those. */
                deleted?: boolean;
                "filter[acceptanceDate]"?: string;
                "filter[acceptanceDate][empty]"?: boolean;
                "filter[acceptanceDate][eq]"?: string;
                "filter[acceptanceDate][gt]"?: string;
                "filter[acceptanceDate][gte]"?: string;
                "filter[acceptanceDate][lt]"?: string;
                "filter[acceptanceDate][lte]"?: string;
                "filter[acceptanceDate][ne]"?: string;
                "filter[actualCloseDate]"?: string;
                "filter[actualCloseDate][empty]"?: boolean;
                "filter[actualCloseDate][eq]"?: string;
                "filter[actualCloseDate][gt]"?: string;
                "filter[actualCloseDate][gte]"?: string;
                "filter[actualCloseDate][lt]"?: string;
                "filter[actualCloseDate][lte]"?: string;
                "filter[actualCloseDate][ne]"?: string;
                "filter[cancelReason]"?: string;
                "filter[cancelReason][empty]"?: boolean;
                "filter[cancelReason][eq]"?: string;
                "filter[cancelReason][gt]"?: string;
                "filter[cancelReason][gte]"?: string;
                "filter[cancelReason][lt]"?: string;
                "filter[cancelReason][lte]"?: string;
                "filter[cancelReason][ne]"?: string;
                "filter[closeOfEscrowDate]"?: string;
                "filter[closeOfEscrowDate][empty]"?: boolean;
                "filter[closeOfEscrowDate][eq]"?: string;
                "filter[closeOfEscrowDate][gt]"?: string;
                "filter[closeOfEscrowDate][gte]"?: string;
                "filter[closeOfEscrowDate][lt]"?: string;
                "filter[closeOfEscrowDate][lte]"?: string;
                "filter[closeOfEscrowDate][ne]"?: string;
                "filter[createdAt]"?: string;
                "filter[createdAt][empty]"?: boolean;
                "filter[createdAt][eq]"?: string;
                "filter[createdAt][gt]"?: string;
                "filter[createdAt][gte]"?: string;
                "filter[createdAt][lt]"?: string;
                "filter[createdAt][lte]"?: string;
                "filter[createdAt][ne]"?: string;
                "filter[escrowNumber]"?: string;
                "filter[escrowNumber][empty]"?: boolean;
                "filter[escrowNumber][eq]"?: string;
                "filter[escrowNumber][gt]"?: string;
                "filter[escrowNumber][gte]"?: string;
                "filter[escrowNumber][lt]"?: string;
                "filter[escrowNumber][lte]"?: string;
                "filter[escrowNumber][ne]"?: string;
                "filter[finalWalkThroughDate]"?: string;
                "filter[finalWalkThroughDate][empty]"?: boolean;
                "filter[finalWalkThroughDate][eq]"?: string;
                "filter[finalWalkThroughDate][gt]"?: string;
                "filter[finalWalkThroughDate][gte]"?: string;
                "filter[finalWalkThroughDate][lt]"?: string;
                "filter[finalWalkThroughDate][lte]"?: string;
                "filter[finalWalkThroughDate][ne]"?: string;
                "filter[financing]"?: "Cash" | "Conventional" | "FHA" | "VA" | "USDA" | "Seller Financing" | "Other";
                "filter[financing][empty]"?: boolean;
                "filter[financing][eq]"?: "Cash" | "Conventional" | "FHA" | "VA" | "USDA" | "Seller Financing" | "Other";
                "filter[financing][gt]"?: "Cash" | "Conventional" | "FHA" | "VA" | "USDA" | "Seller Financing" | "Other";
                "filter[financing][gte]"?: "Cash" | "Conventional" | "FHA" | "VA" | "USDA" | "Seller Financing" | "Other";
                "filter[financing][lt]"?: "Cash" | "Conventional" | "FHA" | "VA" | "USDA" | "Seller Financing" | "Other";
                "filter[financing][lte]"?: "Cash" | "Conventional" | "FHA" | "VA" | "USDA" | "Seller Financing" | "Other";
                "filter[financing][ne]"?: "Cash" | "Conventional" | "FHA" | "VA" | "USDA" | "Seller Financing" | "Other";
                "filter[listing]"?: components["schemas"]["ID"];
                "filter[listing][empty]"?: boolean;
                "filter[listing][eq]"?: components["schemas"]["ID"];
                "filter[listing][ne]"?: components["schemas"]["ID"];
                "filter[openedDate]"?: string;
                "filter[openedDate][empty]"?: boolean;
                "filter[openedDate][eq]"?: string;
                "filter[openedDate][gt]"?: string;
                "filter[openedDate][gte]"?: string;
                "filter[openedDate][lt]"?: string;
                "filter[openedDate][lte]"?: string;
                "filter[openedDate][ne]"?: string;
                "filter[owner]"?: components["schemas"]["ID"];
                "filter[owner][empty]"?: boolean;
                "filter[owner][eq]"?: components["schemas"]["ID"];
                "filter[owner][ne]"?: components["schemas"]["ID"];
                "filter[possessionDate]"?: string;
                "filter[possessionDate][empty]"?: boolean;
                "filter[possessionDate][eq]"?: string;
                "filter[possessionDate][gt]"?: string;
                "filter[possessionDate][gte]"?: string;
                "filter[possessionDate][lt]"?: string;
                "filter[possessionDate][lte]"?: string;
                "filter[possessionDate][ne]"?: string;
                "filter[propertyAddress]"?: string;
                "filter[propertyAddress][empty]"?: boolean;
                "filter[propertyAddress][eq]"?: string;
                "filter[propertyAddress][gt]"?: string;
                "filter[propertyAddress][gte]"?: string;
                "filter[propertyAddress][lt]"?: string;
                "filter[propertyAddress][lte]"?: string;
                "filter[propertyAddress][ne]"?: string;
                "filter[purchasePrice]"?: number;
                "filter[purchasePrice][empty]"?: boolean;
                "filter[purchasePrice][eq]"?: number;
                "filter[purchasePrice][gt]"?: number;
                "filter[purchasePrice][gte]"?: number;
                "filter[purchasePrice][lt]"?: number;
                "filter[purchasePrice][lte]"?: number;
                "filter[purchasePrice][ne]"?: number;
                "filter[side]"?: "buyer" | "seller" | "dual";
                "filter[side][empty]"?: boolean;
                "filter[side][eq]"?: "buyer" | "seller" | "dual";
                "filter[side][gt]"?: "buyer" | "seller" | "dual";
                "filter[side][gte]"?: "buyer" | "seller" | "dual";
                "filter[side][lt]"?: "buyer" | "seller" | "dual";
                "filter[side][lte]"?: "buyer" | "seller" | "dual";
                "filter[side][ne]"?: "buyer" | "seller" | "dual";
                "filter[status]"?: "draft" | "open" | "contingent" | "clear_to_close" | "closed" | "cancelled";
                "filter[status][empty]"?: boolean;
                "filter[status][eq]"?: "draft" | "open" | "contingent" | "clear_to_close" | "closed" | "cancelled";
                "filter[status][gt]"?: "draft" | "open" | "contingent" | "clear_to_close" | "closed" | "cancelled";
                "filter[status][gte]"?: "draft" | "open" | "contingent" | "clear_to_close" | "closed" | "cancelled";
                "filter[status][lt]"?: "draft" | "open" | "contingent" | "clear_to_close" | "closed" | "cancelled";
                "filter[status][lte]"?: "draft" | "open" | "contingent" | "clear_to_close" | "closed" | "cancelled";
                "filter[status][ne]"?: "draft" | "open" | "contingent" | "clear_to_close" | "closed" | "cancelled";
                "filter[tags]"?: string;
                "filter[tags][empty]"?: boolean;
                "filter[tags][eq]"?: string;
                "filter[tags][ne]"?: string;
                "filter[team]"?: components["schemas"]["ID"];
                "filter[team][empty]"?: boolean;
                "filter[team][eq]"?: components["schemas"]["ID"];
                "filter[team][ne]"?: components["schemas"]["ID"];
                "filter[transactionType]"?: string;
                "filter[transactionType][empty]"?: boolean;
                "filter[transactionType][eq]"?: string;
                "filter[transactionType][gt]"?: string;
                "filter[transactionType][gte]"?: string;
                "filter[transactionType][lt]"?: string;
                "filter[transactionType][lte]"?: string;
                "filter[transactionType][ne]"?: string;
                "filter[updatedAt]"?: string;
                "filter[updatedAt][empty]"?: boolean;
                "filter[updatedAt][eq]"?: string;
                "filter[updatedAt][gt]"?: string;
                "filter[updatedAt][gte]"?: string;
                "filter[updatedAt][lt]"?: string;
                "filter[updatedAt][lte]"?: string;
                "filter[updatedAt][ne]"?: string;
                "filter[visibility]"?: components["schemas"]["Visibility"];
                "filter[visibility][empty]"?: boolean;
                "filter[visibility][eq]"?: components["schemas"]["Visibility"];
                "filter[visibility][ne]"?: components["schemas"]["Visibility"];
                limit?: number;
                /** @description What people type: names, numbers, phones, addresses, words. */
                q?: string;
                /** @description A field; with - before it, downwards. Without it, the best found come first, then the latest update. */
                sort?: components["schemas"]["EscrowSort"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EscrowPage"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failure"];
        };
    };
    postEscrows: {
        parameters: {
            query?: never;
            header?: {
                /** @description The request is done once, however often it is sent with this key. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateEscrowRequest"];
            };
        };
        responses: {
            /** @description It was there before. */
            200: {
                headers: {
                    /** @description The record's state, for If-Match and base. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Escrow"];
                };
            };
            /** @description Created */
            201: {
                headers: {
                    /** @description The record's state, for If-Match and base. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Escrow"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["RequestEntityTooLarge"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failure"];
        };
    };
    getEscrowsId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["ID"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The record's state, for If-Match and base. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Escrow"];
                };
            };
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failure"];
        };
    };
    deleteEscrowsId: {
        parameters: {
            query?: never;
            header?: {
                /** @description The request is done once, however often it is sent with this key. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /** @description Entity tags of the record, of which one must be its present one; or *. */
                "If-Match"?: string;
            };
            path: {
                id: components["schemas"]["ID"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["RequestEntityTooLarge"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failure"];
        };
    };
    patchEscrowsId: {
        parameters: {
            query?: never;
            header?: {
                /** @description The request is done once, however often it is sent with this key. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /** @description Entity tags of the record, of which one must be its present one; or *. */
                "If-Match"?: string;
            };
            path: {
                id: components["schemas"]["ID"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PatchEscrowRequest"];
                "application/merge-patch+json": components["schemas"]["PatchEscrowRequest"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The record's state, for If-Match and base. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Escrow"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["RequestEntityTooLarge"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failure"];
        };
    };
    postEscrowsIdArchive: {
        parameters: {
            query?: never;
            header?: {
                /** @description The request is done once, however often it is sent with this key. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /** @description Entity tags of the record, of which one must be its present one; or *. */
                "If-Match"?: string;
            };
            path: {
                id: components["schemas"]["ID"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The record's state, for If-Match and base. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Escrow"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["RequestEntityTooLarge"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failure"];
        };
    };
    getEscrowsIdAtHeads: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Hashes with commas between them. */
                heads: string;
                id: components["schemas"]["ID"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The record's state, for If-Match and base. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Escrow"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failure"];
        };
    };
    getEscrowsIdHistory: {
        parameters: {
            query?: {
                /** @description The next of an earlier answer. */
                cursor?: string;
                /** @description How many of the last changes, or of those before the cursor; 0 for all. */
                limit?: number;
            };
            header?: never;
            path: {
                id: components["schemas"]["ID"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HistoryAnswer"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failure"];
        };
    };
    postEscrowsIdNotes: {
        parameters: {
            query?: never;
            header?: {
                /** @description The request is done once, however often it is sent with this key. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /** @description Entity tags of the record, of which one must be its present one; or *. */
                "If-Match"?: string;
            };
            path: {
                id: components["schemas"]["ID"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NoteRequest"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    /** @description The record's state, for If-Match and base. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Escrow"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["RequestEntityTooLarge"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failure"];
        };
    };
    deleteEscrowsIdNotesNote: {
        parameters: {
            query?: never;
            header?: {
                /** @description The request is done once, however often it is sent with this key. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /** @description Entity tags of the record, of which one must be its present one; or *. */
                "If-Match"?: string;
            };
            path: {
                id: components["schemas"]["ID"];
                note: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The record's state, for If-Match and base. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Escrow"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["RequestEntityTooLarge"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failure"];
        };
    };
    patchEscrowsIdNotesNote: {
        parameters: {
            query?: never;
            header?: {
                /** @description The request is done once, however often it is sent with this key. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /** @description Entity tags of the record, of which one must be its present one; or *. */
                "If-Match"?: string;
            };
            path: {
                id: components["schemas"]["ID"];
                note: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EditNoteRequest"];
                "application/merge-patch+json": components["schemas"]["EditNoteRequest"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The record's state, for If-Match and base. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Escrow"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["RequestEntityTooLarge"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failure"];
        };
    };
    postEscrowsIdRenew: {
        parameters: {
            query?: never;
            header?: {
                /** @description The request is done once, however often it is sent with this key. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /** @description Entity tags of the record, of which one must be its present one; or *. */
                "If-Match"?: string;
            };
            path: {
                id: components["schemas"]["ID"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The record's state, for If-Match and base. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Escrow"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["RequestEntityTooLarge"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failure"];
        };
    };
    postEscrowsIdRestore: {
        parameters: {
            query?: never;
            header?: {
                /** @description The request is done once, however often it is sent with this key. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /** @description Entity tags of the record, of which one must be its present one; or *. */
                "If-Match"?: string;
            };
            path: {
                id: components["schemas"]["ID"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The record's state, for If-Match and base. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Escrow"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["RequestEntityTooLarge"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failure"];
        };
    };
    postEscrowsIdRevert: {
        parameters: {
            query?: never;
            header?: {
                /** @description The request is done once, however often it is sent with this key. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /** @description Entity tags of the record, of which one must be its present one; or *. */
                "If-Match"?: string;
            };
            path: {
                id: components["schemas"]["ID"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RevertRequest"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The record's state, for If-Match and base. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Escrow"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["RequestEntityTooLarge"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failure"];
        };
    };
    postEscrowsIdTransfer: {
        parameters: {
            query?: never;
            header?: {
                /** @description The request is done once, however often it is sent with this key. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /** @description Entity tags of the record, of which one must be its present one; or *. */
                "If-Match"?: string;
            };
            path: {
                id: components["schemas"]["ID"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TransferRequest"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The record's state, for If-Match and base. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Escrow"];
                };
            };
            /** @description Done; the caller may not read the record any more. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["RequestEntityTooLarge"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failure"];
        };
    };
    getExportAppointmentsCsv: {
        parameters: {
            query?: {
                /** @description 0: without archived records. They come after the others: one that is archived while the file is written may come twice, and one that is brought back then may be missing. */
                archived?: number;
                /** @description 1: a byte order mark comes first, by which Excel knows UTF-8. */
                bom?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description How a browser names the file. */
                    "Content-Disposition"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failure"];
        };
    };
    getExportClientsCsv: {
        parameters: {
            query?: {
                /** @description 0: without archived records. They come after the others: one that is archived while the file is written may come twice, and one that is brought back then may be missing. */
                archived?: number;
                /** @description 1: a byte order mark comes first, by which Excel knows UTF-8. */
                bom?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description How a browser names the file. */
                    "Content-Disposition"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failure"];
        };
    };
    getExportEscrowsCsv: {
        parameters: {
            query?: {
                /** @description 0: without archived records. They come after the others: one that is archived while the file is written may come twice, and one that is brought back then may be missing. */
                archived?: number;
                /** @description 1: a byte order mark comes first, by which Excel knows UTF-8. */
                bom?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description How a browser names the file. */
                    "Content-Disposition"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failure"];
        };
    };
    getExportLeadsCsv: {
        parameters: {
            query?: {
                /** @description 0: without archived records. They come after the others: one that is archived while the file is written may come twice, and one that is brought back then may be missing. */
                archived?: number;
                /** @description 1: a byte order mark comes first, by which Excel knows UTF-8. */
                bom?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description How a browser names the file. */
                    "Content-Disposition"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failure"];
        };
    };
    getExportListingsCsv: {
        parameters: {
            query?: {
                /** @description 0: without archived records. They come after the others: one that is archived while the file is written may come twice, and one that is brought back then may be missing. */
                archived?: number;
                /** @description 1: a byte order mark comes first, by which Excel knows UTF-8. */
                bom?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description How a browser names the file. */
                    "Content-Disposition"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failure"];
        };
    };
    postFiles: {
        parameters: {
            query?: never;
            header?: {
                /** @description The request is done once, however often it is sent with this key. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": components["schemas"]["SendFileRequest"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SentFile"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["RequestEntityTooLarge"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failure"];
        };
    };
    deleteFilesId: {
        parameters: {
            query?: never;
            header?: {
                /** @description The request is done once, however often it is sent with this key. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                id: components["schemas"]["ID"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["RequestEntityTooLarge"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failure"];
        };
    };
    getInvitations: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InvitationsAnswer"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failure"];
        };
    };
    postInvitations: {
        parameters: {
            query?: never;
            header?: {
                /** @description The request is done once, however often it is sent with this key. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateInvitationRequest"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Invitation"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["RequestEntityTooLarge"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failure"];
        };
    };
    deleteInvitationsId: {
        parameters: {
            query?: never;
            header?: {
                /** @description The request is done once, however often it is sent with this key. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                id: components["schemas"]["ID"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["RequestEntityTooLarge"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failure"];
        };
    };
    postInvitationsIdRenew: {
        parameters: {
            query?: never;
            header?: {
                /** @description The request is done once, however often it is sent with this key. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                id: components["schemas"]["ID"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Invitation"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["RequestEntityTooLarge"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failure"];
        };
    };
    getLeads: {
        parameters: {
            query?: {
                /** @description Archived ones, and only those. */
                archived?: boolean;
                /** @description The next of an earlier answer to the same query. */
                cursor?: string;
                /** @description Those that were deleted and that the caller may restore, and only those. */
                deleted?: boolean;
                "filter[areas]"?: string;
                "filter[areas][empty]"?: boolean;
                "filter[areas][eq]"?: string;
                "filter[areas][ne]"?: string;
                "filter[assignedAt]"?: string;
                "filter[assignedAt][empty]"?: boolean;
                "filter[assignedAt][eq]"?: string;
                "filter[assignedAt][gt]"?: string;
                "filter[assignedAt][gte]"?: string;
                "filter[assignedAt][lt]"?: string;
                "filter[assignedAt][lte]"?: string;
                "filter[assignedAt][ne]"?: string;
                "filter[client]"?: components["schemas"]["ID"];
                "filter[client][empty]"?: boolean;
                "filter[client][eq]"?: components["schemas"]["ID"];
                "filter[client][ne]"?: components["schemas"]["ID"];
                "filter[createdAt]"?: string;
                "filter[createdAt][empty]"?: boolean;
                "filter[createdAt][eq]"?: string;
                "filter[createdAt][gt]"?: string;
                "filter[createdAt][gte]"?: string;
                "filter[createdAt][lt]"?: string;
                "filter[createdAt][lte]"?: string;
                "filter[createdAt][ne]"?: string;
                "filter[email]"?: string;
                "filter[email][empty]"?: boolean;
                "filter[email][eq]"?: string;
                "filter[email][gt]"?: string;
                "filter[email][gte]"?: string;
                "filter[email][lt]"?: string;
                "filter[email][lte]"?: string;
                "filter[email][ne]"?: string;
                "filter[firstResponseAt]"?: string;
                "filter[firstResponseAt][empty]"?: boolean;
                "filter[firstResponseAt][eq]"?: string;
                "filter[firstResponseAt][gt]"?: string;
                "filter[firstResponseAt][gte]"?: string;
                "filter[firstResponseAt][lt]"?: string;
                "filter[firstResponseAt][lte]"?: string;
                "filter[firstResponseAt][ne]"?: string;
                "filter[intent]"?: "buy" | "sell" | "both" | "rent" | "invest";
                "filter[intent][empty]"?: boolean;
                "filter[intent][eq]"?: "buy" | "sell" | "both" | "rent" | "invest";
                "filter[intent][gt]"?: "buy" | "sell" | "both" | "rent" | "invest";
                "filter[intent][gte]"?: "buy" | "sell" | "both" | "rent" | "invest";
                "filter[intent][lt]"?: "buy" | "sell" | "both" | "rent" | "invest";
                "filter[intent][lte]"?: "buy" | "sell" | "both" | "rent" | "invest";
                "filter[intent][ne]"?: "buy" | "sell" | "both" | "rent" | "invest";
                "filter[lastContactAt]"?: string;
                "filter[lastContactAt][empty]"?: boolean;
                "filter[lastContactAt][eq]"?: string;
                "filter[lastContactAt][gt]"?: string;
                "filter[lastContactAt][gte]"?: string;
                "filter[lastContactAt][lt]"?: string;
                "filter[lastContactAt][lte]"?: string;
                "filter[lastContactAt][ne]"?: string;
                "filter[lostReason]"?: string;
                "filter[lostReason][empty]"?: boolean;
                "filter[lostReason][eq]"?: string;
                "filter[lostReason][gt]"?: string;
                "filter[lostReason][gte]"?: string;
                "filter[lostReason][lt]"?: string;
                "filter[lostReason][lte]"?: string;
                "filter[lostReason][ne]"?: string;
                "filter[name]"?: string;
                "filter[name][empty]"?: boolean;
                "filter[name][eq]"?: string;
                "filter[name][gt]"?: string;
                "filter[name][gte]"?: string;
                "filter[name][lt]"?: string;
                "filter[name][lte]"?: string;
                "filter[name][ne]"?: string;
                "filter[nextTaskAt]"?: string;
                "filter[nextTaskAt][empty]"?: boolean;
                "filter[nextTaskAt][eq]"?: string;
                "filter[nextTaskAt][gt]"?: string;
                "filter[nextTaskAt][gte]"?: string;
                "filter[nextTaskAt][lt]"?: string;
                "filter[nextTaskAt][lte]"?: string;
                "filter[nextTaskAt][ne]"?: string;
                "filter[owner]"?: components["schemas"]["ID"];
                "filter[owner][empty]"?: boolean;
                "filter[owner][eq]"?: components["schemas"]["ID"];
                "filter[owner][ne]"?: components["schemas"]["ID"];
                "filter[phone]"?: string;
                "filter[phone][empty]"?: boolean;
                "filter[phone][eq]"?: string;
                "filter[phone][gt]"?: string;
                "filter[phone][gte]"?: string;
                "filter[phone][lt]"?: string;
                "filter[phone][lte]"?: string;
                "filter[phone][ne]"?: string;
                "filter[priceMax]"?: number;
                "filter[priceMax][empty]"?: boolean;
                "filter[priceMax][eq]"?: number;
                "filter[priceMax][gt]"?: number;
                "filter[priceMax][gte]"?: number;
                "filter[priceMax][lt]"?: number;
                "filter[priceMax][lte]"?: number;
                "filter[priceMax][ne]"?: number;
                "filter[priceMin]"?: number;
                "filter[priceMin][empty]"?: boolean;
                "filter[priceMin][eq]"?: number;
                "filter[priceMin][gt]"?: number;
                "filter[priceMin][gte]"?: number;
                "filter[priceMin][lt]"?: number;
                "filter[priceMin][lte]"?: number;
                "filter[priceMin][ne]"?: number;
                "filter[score]"?: number;
                "filter[score][empty]"?: boolean;
                "filter[score][eq]"?: number;
                "filter[score][gt]"?: number;
                "filter[score][gte]"?: number;
                "filter[score][lt]"?: number;
                "filter[score][lte]"?: number;
                "filter[score][ne]"?: number;
                "filter[source]"?: string;
                "filter[source][empty]"?: boolean;
                "filter[source][eq]"?: string;
                "filter[source][gt]"?: string;
                "filter[source][gte]"?: string;
                "filter[source][lt]"?: string;
                "filter[source][lte]"?: string;
                "filter[source][ne]"?: string;
                "filter[sourceDetail]"?: string;
                "filter[sourceDetail][empty]"?: boolean;
                "filter[sourceDetail][eq]"?: string;
                "filter[sourceDetail][gt]"?: string;
                "filter[sourceDetail][gte]"?: string;
                "filter[sourceDetail][lt]"?: string;
                "filter[sourceDetail][lte]"?: string;
                "filter[sourceDetail][ne]"?: string;
                "filter[stage]"?: "new" | "attempted" | "contacted" | "appointment_set" | "met" | "active_client" | "under_contract" | "closed" | "past_client" | "nurture" | "lost" | "trash";
                "filter[stage][empty]"?: boolean;
                "filter[stage][eq]"?: "new" | "attempted" | "contacted" | "appointment_set" | "met" | "active_client" | "under_contract" | "closed" | "past_client" | "nurture" | "lost" | "trash";
                "filter[stage][gt]"?: "new" | "attempted" | "contacted" | "appointment_set" | "met" | "active_client" | "under_contract" | "closed" | "past_client" | "nurture" | "lost" | "trash";
                "filter[stage][gte]"?: "new" | "attempted" | "contacted" | "appointment_set" | "met" | "active_client" | "under_contract" | "closed" | "past_client" | "nurture" | "lost" | "trash";
                "filter[stage][lt]"?: "new" | "attempted" | "contacted" | "appointment_set" | "met" | "active_client" | "under_contract" | "closed" | "past_client" | "nurture" | "lost" | "trash";
                "filter[stage][lte]"?: "new" | "attempted" | "contacted" | "appointment_set" | "met" | "active_client" | "under_contract" | "closed" | "past_client" | "nurture" | "lost" | "trash";
                "filter[stage][ne]"?: "new" | "attempted" | "contacted" | "appointment_set" | "met" | "active_client" | "under_contract" | "closed" | "past_client" | "nurture" | "lost" | "trash";
                "filter[tags]"?: string;
                "filter[tags][empty]"?: boolean;
                "filter[tags][eq]"?: string;
                "filter[tags][ne]"?: string;
                "filter[team]"?: components["schemas"]["ID"];
                "filter[team][empty]"?: boolean;
                "filter[team][eq]"?: components["schemas"]["ID"];
                "filter[team][ne]"?: components["schemas"]["ID"];
                "filter[timeframe]"?: "0-3" | "3-6" | "6-12" | "12+";
                "filter[timeframe][empty]"?: boolean;
                "filter[timeframe][eq]"?: "0-3" | "3-6" | "6-12" | "12+";
                "filter[timeframe][gt]"?: "0-3" | "3-6" | "6-12" | "12+";
                "filter[timeframe][gte]"?: "0-3" | "3-6" | "6-12" | "12+";
                "filter[timeframe][lt]"?: "0-3" | "3-6" | "6-12" | "12+";
                "filter[timeframe][lte]"?: "0-3" | "3-6" | "6-12" | "12+";
                "filter[timeframe][ne]"?: "0-3" | "3-6" | "6-12" | "12+";
                "filter[updatedAt]"?: string;
                "filter[updatedAt][empty]"?: boolean;
                "filter[updatedAt][eq]"?: string;
                "filter[updatedAt][gt]"?: string;
                "filter[updatedAt][gte]"?: string;
                "filter[updatedAt][lt]"?: string;
                "filter[updatedAt][lte]"?: string;
                "filter[updatedAt][ne]"?: string;
                "filter[visibility]"?: components["schemas"]["Visibility"];
                "filter[visibility][empty]"?: boolean;
                "filter[visibility][eq]"?: components["schemas"]["Visibility"];
                "filter[visibility][ne]"?: components["schemas"]["Visibility"];
                limit?: number;
                /** @description What people type: names, numbers, phones, addresses, words. */
                q?: string;
                /** @description A field; with - before it, downwards. Without it, the best found come first, then the latest update. */
                sort?: components["schemas"]["LeadSort"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LeadPage"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failure"];
        };
    };
    postLeads: {
        parameters: {
            query?: never;
            header?: {
                /** @description The request is done once, however often it is sent with this key. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateLeadRequest"];
            };
        };
        responses: {
            /** @description It was there before. */
            200: {
                headers: {
                    /** @description The record's state, for If-Match and base. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Lead"];
                };
            };
            /** @description Created */
            201: {
                headers: {
                    /** @description The record's state, for If-Match and base. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Lead"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["RequestEntityTooLarge"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failure"];
        };
    };
    getLeadsId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["ID"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The record's state, for If-Match and base. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Lead"];
                };
            };
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failure"];
        };
    };
    deleteLeadsId: {
        parameters: {
            query?: never;
            header?: {
                /** @description The request is done once, however often it is sent with this key. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /** @description Entity tags of the record, of which one must be its present one; or *. */
                "If-Match"?: string;
            };
            path: {
                id: components["schemas"]["ID"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["RequestEntityTooLarge"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failure"];
        };
    };
    patchLeadsId: {
        parameters: {
            query?: never;
            header?: {
                /** @description The request is done once, however often it is sent with this key. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /** @description Entity tags of the record, of which one must be its present one; or *. */
                "If-Match"?: string;
            };
            path: {
                id: components["schemas"]["ID"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PatchLeadRequest"];
                "application/merge-patch+json": components["schemas"]["PatchLeadRequest"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The record's state, for If-Match and base. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Lead"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["RequestEntityTooLarge"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failure"];
        };
    };
    postLeadsIdArchive: {
        parameters: {
            query?: never;
            header?: {
                /** @description The request is done once, however often it is sent with this key. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /** @description Entity tags of the record, of which one must be its present one; or *. */
                "If-Match"?: string;
            };
            path: {
                id: components["schemas"]["ID"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The record's state, for If-Match and base. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Lead"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["RequestEntityTooLarge"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failure"];
        };
    };
    getLeadsIdAtHeads: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Hashes with commas between them. */
                heads: string;
                id: components["schemas"]["ID"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The record's state, for If-Match and base. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Lead"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failure"];
        };
    };
    getLeadsIdHistory: {
        parameters: {
            query?: {
                /** @description The next of an earlier answer. */
                cursor?: string;
                /** @description How many of the last changes, or of those before the cursor; 0 for all. */
                limit?: number;
            };
            header?: never;
            path: {
                id: components["schemas"]["ID"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HistoryAnswer"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failure"];
        };
    };
    postLeadsIdNotes: {
        parameters: {
            query?: never;
            header?: {
                /** @description The request is done once, however often it is sent with this key. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /** @description Entity tags of the record, of which one must be its present one; or *. */
                "If-Match"?: string;
            };
            path: {
                id: components["schemas"]["ID"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NoteRequest"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    /** @description The record's state, for If-Match and base. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Lead"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["RequestEntityTooLarge"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failure"];
        };
    };
    deleteLeadsIdNotesNote: {
        parameters: {
            query?: never;
            header?: {
                /** @description The request is done once, however often it is sent with this key. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /** @description Entity tags of the record, of which one must be its present one; or *. */
                "If-Match"?: string;
            };
            path: {
                id: components["schemas"]["ID"];
                note: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The record's state, for If-Match and base. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Lead"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["RequestEntityTooLarge"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failure"];
        };
    };
    patchLeadsIdNotesNote: {
        parameters: {
            query?: never;
            header?: {
                /** @description The request is done once, however often it is sent with this key. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /** @description Entity tags of the record, of which one must be its present one; or *. */
                "If-Match"?: string;
            };
            path: {
                id: components["schemas"]["ID"];
                note: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EditNoteRequest"];
                "application/merge-patch+json": components["schemas"]["EditNoteRequest"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The record's state, for If-Match and base. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Lead"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["RequestEntityTooLarge"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failure"];
        };
    };
    postLeadsIdRenew: {
        parameters: {
            query?: never;
            header?: {
                /** @description The request is done once, however often it is sent with this key. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /** @description Entity tags of the record, of which one must be its present one; or *. */
                "If-Match"?: string;
            };
            path: {
                id: components["schemas"]["ID"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The record's state, for If-Match and base. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Lead"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["RequestEntityTooLarge"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failure"];
        };
    };
    postLeadsIdRestore: {
        parameters: {
            query?: never;
            header?: {
                /** @description The request is done once, however often it is sent with this key. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /** @description Entity tags of the record, of which one must be its present one; or *. */
                "If-Match"?: string;
            };
            path: {
                id: components["schemas"]["ID"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The record's state, for If-Match and base. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Lead"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["RequestEntityTooLarge"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failure"];
        };
    };
    postLeadsIdRevert: {
        parameters: {
            query?: never;
            header?: {
                /** @description The request is done once, however often it is sent with this key. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /** @description Entity tags of the record, of which one must be its present one; or *. */
                "If-Match"?: string;
            };
            path: {
                id: components["schemas"]["ID"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RevertRequest"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The record's state, for If-Match and base. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Lead"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["RequestEntityTooLarge"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failure"];
        };
    };
    postLeadsIdTransfer: {
        parameters: {
            query?: never;
            header?: {
                /** @description The request is done once, however often it is sent with this key. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /** @description Entity tags of the record, of which one must be its present one; or *. */
                "If-Match"?: string;
            };
            path: {
                id: components["schemas"]["ID"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TransferRequest"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The record's state, for If-Match and base. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Lead"];
                };
            };
            /** @description Done; the caller may not read the record any more. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["RequestEntityTooLarge"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failure"];
        };
    };
    getListings: {
        parameters: {
            query?: {
                /** @description Archived ones, and only those. */
                archived?: boolean;
                /** @description The next of an earlier answer to the same query. */
                cursor?: string;
                /** @description Those that were deleted and that the caller may restore, and only those. */
                deleted?: boolean;
                "filter[AssociationFee]"?: number;
                "filter[AssociationFee][empty]"?: boolean;
                "filter[AssociationFee][eq]"?: number;
                "filter[AssociationFee][gt]"?: number;
                "filter[AssociationFee][gte]"?: number;
                "filter[AssociationFee][lt]"?: number;
                "filter[AssociationFee][lte]"?: number;
                "filter[AssociationFee][ne]"?: number;
                "filter[AssociationFeeFrequency]"?: string;
                "filter[AssociationFeeFrequency][empty]"?: boolean;
                "filter[AssociationFeeFrequency][eq]"?: string;
                "filter[AssociationFeeFrequency][gt]"?: string;
                "filter[AssociationFeeFrequency][gte]"?: string;
                "filter[AssociationFeeFrequency][lt]"?: string;
                "filter[AssociationFeeFrequency][lte]"?: string;
                "filter[AssociationFeeFrequency][ne]"?: string;
                "filter[BathroomsTotalInteger]"?: number;
                "filter[BathroomsTotalInteger][empty]"?: boolean;
                "filter[BathroomsTotalInteger][eq]"?: number;
                "filter[BathroomsTotalInteger][gt]"?: number;
                "filter[BathroomsTotalInteger][gte]"?: number;
                "filter[BathroomsTotalInteger][lt]"?: number;
                "filter[BathroomsTotalInteger][lte]"?: number;
                "filter[BathroomsTotalInteger][ne]"?: number;
                "filter[BedroomsTotal]"?: number;
                "filter[BedroomsTotal][empty]"?: boolean;
                "filter[BedroomsTotal][eq]"?: number;
                "filter[BedroomsTotal][gt]"?: number;
                "filter[BedroomsTotal][gte]"?: number;
                "filter[BedroomsTotal][lt]"?: number;
                "filter[BedroomsTotal][lte]"?: number;
                "filter[BedroomsTotal][ne]"?: number;
                "filter[City]"?: string;
                "filter[City][empty]"?: boolean;
                "filter[City][eq]"?: string;
                "filter[City][gt]"?: string;
                "filter[City][gte]"?: string;
                "filter[City][lt]"?: string;
                "filter[City][lte]"?: string;
                "filter[City][ne]"?: string;
                "filter[CloseDate]"?: string;
                "filter[CloseDate][empty]"?: boolean;
                "filter[CloseDate][eq]"?: string;
                "filter[CloseDate][gt]"?: string;
                "filter[CloseDate][gte]"?: string;
                "filter[CloseDate][lt]"?: string;
                "filter[CloseDate][lte]"?: string;
                "filter[CloseDate][ne]"?: string;
                "filter[ClosePrice]"?: number;
                "filter[ClosePrice][empty]"?: boolean;
                "filter[ClosePrice][eq]"?: number;
                "filter[ClosePrice][gt]"?: number;
                "filter[ClosePrice][gte]"?: number;
                "filter[ClosePrice][lt]"?: number;
                "filter[ClosePrice][lte]"?: number;
                "filter[ClosePrice][ne]"?: number;
                "filter[createdAt]"?: string;
                "filter[createdAt][empty]"?: boolean;
                "filter[createdAt][eq]"?: string;
                "filter[createdAt][gt]"?: string;
                "filter[createdAt][gte]"?: string;
                "filter[createdAt][lt]"?: string;
                "filter[createdAt][lte]"?: string;
                "filter[createdAt][ne]"?: string;
                "filter[DaysOnMarket]"?: number;
                "filter[DaysOnMarket][empty]"?: boolean;
                "filter[DaysOnMarket][eq]"?: number;
                "filter[DaysOnMarket][gt]"?: number;
                "filter[DaysOnMarket][gte]"?: number;
                "filter[DaysOnMarket][lt]"?: number;
                "filter[DaysOnMarket][lte]"?: number;
                "filter[DaysOnMarket][ne]"?: number;
                "filter[ExpirationDate]"?: string;
                "filter[ExpirationDate][empty]"?: boolean;
                "filter[ExpirationDate][eq]"?: string;
                "filter[ExpirationDate][gt]"?: string;
                "filter[ExpirationDate][gte]"?: string;
                "filter[ExpirationDate][lt]"?: string;
                "filter[ExpirationDate][lte]"?: string;
                "filter[ExpirationDate][ne]"?: string;
                "filter[GarageSpaces]"?: number;
                "filter[GarageSpaces][empty]"?: boolean;
                "filter[GarageSpaces][eq]"?: number;
                "filter[GarageSpaces][gt]"?: number;
                "filter[GarageSpaces][gte]"?: number;
                "filter[GarageSpaces][lt]"?: number;
                "filter[GarageSpaces][lte]"?: number;
                "filter[GarageSpaces][ne]"?: number;
                "filter[Latitude]"?: number;
                "filter[Latitude][empty]"?: boolean;
                "filter[Latitude][eq]"?: number;
                "filter[Latitude][gt]"?: number;
                "filter[Latitude][gte]"?: number;
                "filter[Latitude][lt]"?: number;
                "filter[Latitude][lte]"?: number;
                "filter[Latitude][ne]"?: number;
                "filter[ListingAgreement]"?: string;
                "filter[ListingAgreement][empty]"?: boolean;
                "filter[ListingAgreement][eq]"?: string;
                "filter[ListingAgreement][gt]"?: string;
                "filter[ListingAgreement][gte]"?: string;
                "filter[ListingAgreement][lt]"?: string;
                "filter[ListingAgreement][lte]"?: string;
                "filter[ListingAgreement][ne]"?: string;
                "filter[ListingContractDate]"?: string;
                "filter[ListingContractDate][empty]"?: boolean;
                "filter[ListingContractDate][eq]"?: string;
                "filter[ListingContractDate][gt]"?: string;
                "filter[ListingContractDate][gte]"?: string;
                "filter[ListingContractDate][lt]"?: string;
                "filter[ListingContractDate][lte]"?: string;
                "filter[ListingContractDate][ne]"?: string;
                "filter[ListingId]"?: string;
                "filter[ListingId][empty]"?: boolean;
                "filter[ListingId][eq]"?: string;
                "filter[ListingId][gt]"?: string;
                "filter[ListingId][gte]"?: string;
                "filter[ListingId][lt]"?: string;
                "filter[ListingId][lte]"?: string;
                "filter[ListingId][ne]"?: string;
                "filter[ListPrice]"?: number;
                "filter[ListPrice][empty]"?: boolean;
                "filter[ListPrice][eq]"?: number;
                "filter[ListPrice][gt]"?: number;
                "filter[ListPrice][gte]"?: number;
                "filter[ListPrice][lt]"?: number;
                "filter[ListPrice][lte]"?: number;
                "filter[ListPrice][ne]"?: number;
                "filter[LivingArea]"?: number;
                "filter[LivingArea][empty]"?: boolean;
                "filter[LivingArea][eq]"?: number;
                "filter[LivingArea][gt]"?: number;
                "filter[LivingArea][gte]"?: number;
                "filter[LivingArea][lt]"?: number;
                "filter[LivingArea][lte]"?: number;
                "filter[LivingArea][ne]"?: number;
                "filter[Longitude]"?: number;
                "filter[Longitude][empty]"?: boolean;
                "filter[Longitude][eq]"?: number;
                "filter[Longitude][gt]"?: number;
                "filter[Longitude][gte]"?: number;
                "filter[Longitude][lt]"?: number;
                "filter[Longitude][lte]"?: number;
                "filter[Longitude][ne]"?: number;
                "filter[LotSizeSquareFeet]"?: number;
                "filter[LotSizeSquareFeet][empty]"?: boolean;
                "filter[LotSizeSquareFeet][eq]"?: number;
                "filter[LotSizeSquareFeet][gt]"?: number;
                "filter[LotSizeSquareFeet][gte]"?: number;
                "filter[LotSizeSquareFeet][lt]"?: number;
                "filter[LotSizeSquareFeet][lte]"?: number;
                "filter[LotSizeSquareFeet][ne]"?: number;
                "filter[OccupantType]"?: "Owner" | "Tenant" | "Vacant";
                "filter[OccupantType][empty]"?: boolean;
                "filter[OccupantType][eq]"?: "Owner" | "Tenant" | "Vacant";
                "filter[OccupantType][gt]"?: "Owner" | "Tenant" | "Vacant";
                "filter[OccupantType][gte]"?: "Owner" | "Tenant" | "Vacant";
                "filter[OccupantType][lt]"?: "Owner" | "Tenant" | "Vacant";
                "filter[OccupantType][lte]"?: "Owner" | "Tenant" | "Vacant";
                "filter[OccupantType][ne]"?: "Owner" | "Tenant" | "Vacant";
                "filter[OnMarketDate]"?: string;
                "filter[OnMarketDate][empty]"?: boolean;
                "filter[OnMarketDate][eq]"?: string;
                "filter[OnMarketDate][gt]"?: string;
                "filter[OnMarketDate][gte]"?: string;
                "filter[OnMarketDate][lt]"?: string;
                "filter[OnMarketDate][lte]"?: string;
                "filter[OnMarketDate][ne]"?: string;
                "filter[OriginalListPrice]"?: number;
                "filter[OriginalListPrice][empty]"?: boolean;
                "filter[OriginalListPrice][eq]"?: number;
                "filter[OriginalListPrice][gt]"?: number;
                "filter[OriginalListPrice][gte]"?: number;
                "filter[OriginalListPrice][lt]"?: number;
                "filter[OriginalListPrice][lte]"?: number;
                "filter[OriginalListPrice][ne]"?: number;
                "filter[owner]"?: components["schemas"]["ID"];
                "filter[owner][empty]"?: boolean;
                "filter[owner][eq]"?: components["schemas"]["ID"];
                "filter[owner][ne]"?: components["schemas"]["ID"];
                "filter[ParcelNumber]"?: string;
                "filter[ParcelNumber][empty]"?: boolean;
                "filter[ParcelNumber][eq]"?: string;
                "filter[ParcelNumber][gt]"?: string;
                "filter[ParcelNumber][gte]"?: string;
                "filter[ParcelNumber][lt]"?: string;
                "filter[ParcelNumber][lte]"?: string;
                "filter[ParcelNumber][ne]"?: string;
                "filter[PostalCode]"?: string;
                "filter[PostalCode][empty]"?: boolean;
                "filter[PostalCode][eq]"?: string;
                "filter[PostalCode][gt]"?: string;
                "filter[PostalCode][gte]"?: string;
                "filter[PostalCode][lt]"?: string;
                "filter[PostalCode][lte]"?: string;
                "filter[PostalCode][ne]"?: string;
                "filter[PropertySubType]"?: string;
                "filter[PropertySubType][empty]"?: boolean;
                "filter[PropertySubType][eq]"?: string;
                "filter[PropertySubType][gt]"?: string;
                "filter[PropertySubType][gte]"?: string;
                "filter[PropertySubType][lt]"?: string;
                "filter[PropertySubType][lte]"?: string;
                "filter[PropertySubType][ne]"?: string;
                "filter[PropertyType]"?: "Residential" | "Residential Income" | "Residential Lease" | "Land" | "Farm" | "Manufactured In Park" | "Commercial Sale" | "Commercial Lease" | "Business Opportunity";
                "filter[PropertyType][empty]"?: boolean;
                "filter[PropertyType][eq]"?: "Residential" | "Residential Income" | "Residential Lease" | "Land" | "Farm" | "Manufactured In Park" | "Commercial Sale" | "Commercial Lease" | "Business Opportunity";
                "filter[PropertyType][gt]"?: "Residential" | "Residential Income" | "Residential Lease" | "Land" | "Farm" | "Manufactured In Park" | "Commercial Sale" | "Commercial Lease" | "Business Opportunity";
                "filter[PropertyType][gte]"?: "Residential" | "Residential Income" | "Residential Lease" | "Land" | "Farm" | "Manufactured In Park" | "Commercial Sale" | "Commercial Lease" | "Business Opportunity";
                "filter[PropertyType][lt]"?: "Residential" | "Residential Income" | "Residential Lease" | "Land" | "Farm" | "Manufactured In Park" | "Commercial Sale" | "Commercial Lease" | "Business Opportunity";
                "filter[PropertyType][lte]"?: "Residential" | "Residential Income" | "Residential Lease" | "Land" | "Farm" | "Manufactured In Park" | "Commercial Sale" | "Commercial Lease" | "Business Opportunity";
                "filter[PropertyType][ne]"?: "Residential" | "Residential Income" | "Residential Lease" | "Land" | "Farm" | "Manufactured In Park" | "Commercial Sale" | "Commercial Lease" | "Business Opportunity";
                "filter[PurchaseContractDate]"?: string;
                "filter[PurchaseContractDate][empty]"?: boolean;
                "filter[PurchaseContractDate][eq]"?: string;
                "filter[PurchaseContractDate][gt]"?: string;
                "filter[PurchaseContractDate][gte]"?: string;
                "filter[PurchaseContractDate][lt]"?: string;
                "filter[PurchaseContractDate][lte]"?: string;
                "filter[PurchaseContractDate][ne]"?: string;
                "filter[StandardStatus]"?: "Incomplete" | "Coming Soon" | "Active" | "Hold" | "Active Under Contract" | "Pending" | "Withdrawn" | "Expired" | "Canceled" | "Closed" | "Delete";
                "filter[StandardStatus][empty]"?: boolean;
                "filter[StandardStatus][eq]"?: "Incomplete" | "Coming Soon" | "Active" | "Hold" | "Active Under Contract" | "Pending" | "Withdrawn" | "Expired" | "Canceled" | "Closed" | "Delete";
                "filter[StandardStatus][gt]"?: "Incomplete" | "Coming Soon" | "Active" | "Hold" | "Active Under Contract" | "Pending" | "Withdrawn" | "Expired" | "Canceled" | "Closed" | "Delete";
                "filter[StandardStatus][gte]"?: "Incomplete" | "Coming Soon" | "Active" | "Hold" | "Active Under Contract" | "Pending" | "Withdrawn" | "Expired" | "Canceled" | "Closed" | "Delete";
                "filter[StandardStatus][lt]"?: "Incomplete" | "Coming Soon" | "Active" | "Hold" | "Active Under Contract" | "Pending" | "Withdrawn" | "Expired" | "Canceled" | "Closed" | "Delete";
                "filter[StandardStatus][lte]"?: "Incomplete" | "Coming Soon" | "Active" | "Hold" | "Active Under Contract" | "Pending" | "Withdrawn" | "Expired" | "Canceled" | "Closed" | "Delete";
                "filter[StandardStatus][ne]"?: "Incomplete" | "Coming Soon" | "Active" | "Hold" | "Active Under Contract" | "Pending" | "Withdrawn" | "Expired" | "Canceled" | "Closed" | "Delete";
                "filter[StateOrProvince]"?: string;
                "filter[StateOrProvince][empty]"?: boolean;
                "filter[StateOrProvince][eq]"?: string;
                "filter[StateOrProvince][gt]"?: string;
                "filter[StateOrProvince][gte]"?: string;
                "filter[StateOrProvince][lt]"?: string;
                "filter[StateOrProvince][lte]"?: string;
                "filter[StateOrProvince][ne]"?: string;
                "filter[StatusChangeTimestamp]"?: string;
                "filter[StatusChangeTimestamp][empty]"?: boolean;
                "filter[StatusChangeTimestamp][eq]"?: string;
                "filter[StatusChangeTimestamp][gt]"?: string;
                "filter[StatusChangeTimestamp][gte]"?: string;
                "filter[StatusChangeTimestamp][lt]"?: string;
                "filter[StatusChangeTimestamp][lte]"?: string;
                "filter[StatusChangeTimestamp][ne]"?: string;
                "filter[tags]"?: string;
                "filter[tags][empty]"?: boolean;
                "filter[tags][eq]"?: string;
                "filter[tags][ne]"?: string;
                "filter[team]"?: components["schemas"]["ID"];
                "filter[team][empty]"?: boolean;
                "filter[team][eq]"?: components["schemas"]["ID"];
                "filter[team][ne]"?: components["schemas"]["ID"];
                "filter[UnitNumber]"?: string;
                "filter[UnitNumber][empty]"?: boolean;
                "filter[UnitNumber][eq]"?: string;
                "filter[UnitNumber][gt]"?: string;
                "filter[UnitNumber][gte]"?: string;
                "filter[UnitNumber][lt]"?: string;
                "filter[UnitNumber][lte]"?: string;
                "filter[UnitNumber][ne]"?: string;
                "filter[UnparsedAddress]"?: string;
                "filter[UnparsedAddress][empty]"?: boolean;
                "filter[UnparsedAddress][eq]"?: string;
                "filter[UnparsedAddress][gt]"?: string;
                "filter[UnparsedAddress][gte]"?: string;
                "filter[UnparsedAddress][lt]"?: string;
                "filter[UnparsedAddress][lte]"?: string;
                "filter[UnparsedAddress][ne]"?: string;
                "filter[updatedAt]"?: string;
                "filter[updatedAt][empty]"?: boolean;
                "filter[updatedAt][eq]"?: string;
                "filter[updatedAt][gt]"?: string;
                "filter[updatedAt][gte]"?: string;
                "filter[updatedAt][lt]"?: string;
                "filter[updatedAt][lte]"?: string;
                "filter[updatedAt][ne]"?: string;
                "filter[visibility]"?: components["schemas"]["Visibility"];
                "filter[visibility][empty]"?: boolean;
                "filter[visibility][eq]"?: components["schemas"]["Visibility"];
                "filter[visibility][ne]"?: components["schemas"]["Visibility"];
                "filter[YearBuilt]"?: number;
                "filter[YearBuilt][empty]"?: boolean;
                "filter[YearBuilt][eq]"?: number;
                "filter[YearBuilt][gt]"?: number;
                "filter[YearBuilt][gte]"?: number;
                "filter[YearBuilt][lt]"?: number;
                "filter[YearBuilt][lte]"?: number;
                "filter[YearBuilt][ne]"?: number;
                limit?: number;
                /** @description What people type: names, numbers, phones, addresses, words. */
                q?: string;
                /** @description A field; with - before it, downwards. Without it, the best found come first, then the latest update. */
                sort?: components["schemas"]["ListingSort"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ListingPage"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failure"];
        };
    };
    postListings: {
        parameters: {
            query?: never;
            header?: {
                /** @description The request is done once, however often it is sent with this key. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateListingRequest"];
            };
        };
        responses: {
            /** @description It was there before. */
            200: {
                headers: {
                    /** @description The record's state, for If-Match and base. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Listing"];
                };
            };
            /** @description Created */
            201: {
                headers: {
                    /** @description The record's state, for If-Match and base. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Listing"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["RequestEntityTooLarge"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failure"];
        };
    };
    getListingsId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["ID"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The record's state, for If-Match and base. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Listing"];
                };
            };
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failure"];
        };
    };
    deleteListingsId: {
        parameters: {
            query?: never;
            header?: {
                /** @description The request is done once, however often it is sent with this key. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /** @description Entity tags of the record, of which one must be its present one; or *. */
                "If-Match"?: string;
            };
            path: {
                id: components["schemas"]["ID"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["RequestEntityTooLarge"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failure"];
        };
    };
    patchListingsId: {
        parameters: {
            query?: never;
            header?: {
                /** @description The request is done once, however often it is sent with this key. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /** @description Entity tags of the record, of which one must be its present one; or *. */
                "If-Match"?: string;
            };
            path: {
                id: components["schemas"]["ID"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PatchListingRequest"];
                "application/merge-patch+json": components["schemas"]["PatchListingRequest"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The record's state, for If-Match and base. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Listing"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["RequestEntityTooLarge"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failure"];
        };
    };
    postListingsIdArchive: {
        parameters: {
            query?: never;
            header?: {
                /** @description The request is done once, however often it is sent with this key. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /** @description Entity tags of the record, of which one must be its present one; or *. */
                "If-Match"?: string;
            };
            path: {
                id: components["schemas"]["ID"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The record's state, for If-Match and base. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Listing"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["RequestEntityTooLarge"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failure"];
        };
    };
    getListingsIdAtHeads: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Hashes with commas between them. */
                heads: string;
                id: components["schemas"]["ID"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The record's state, for If-Match and base. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Listing"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failure"];
        };
    };
    getListingsIdHistory: {
        parameters: {
            query?: {
                /** @description The next of an earlier answer. */
                cursor?: string;
                /** @description How many of the last changes, or of those before the cursor; 0 for all. */
                limit?: number;
            };
            header?: never;
            path: {
                id: components["schemas"]["ID"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HistoryAnswer"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failure"];
        };
    };
    postListingsIdNotes: {
        parameters: {
            query?: never;
            header?: {
                /** @description The request is done once, however often it is sent with this key. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /** @description Entity tags of the record, of which one must be its present one; or *. */
                "If-Match"?: string;
            };
            path: {
                id: components["schemas"]["ID"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NoteRequest"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    /** @description The record's state, for If-Match and base. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Listing"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["RequestEntityTooLarge"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failure"];
        };
    };
    deleteListingsIdNotesNote: {
        parameters: {
            query?: never;
            header?: {
                /** @description The request is done once, however often it is sent with this key. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /** @description Entity tags of the record, of which one must be its present one; or *. */
                "If-Match"?: string;
            };
            path: {
                id: components["schemas"]["ID"];
                note: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The record's state, for If-Match and base. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Listing"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["RequestEntityTooLarge"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failure"];
        };
    };
    patchListingsIdNotesNote: {
        parameters: {
            query?: never;
            header?: {
                /** @description The request is done once, however often it is sent with this key. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /** @description Entity tags of the record, of which one must be its present one; or *. */
                "If-Match"?: string;
            };
            path: {
                id: components["schemas"]["ID"];
                note: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EditNoteRequest"];
                "application/merge-patch+json": components["schemas"]["EditNoteRequest"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The record's state, for If-Match and base. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Listing"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["RequestEntityTooLarge"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failure"];
        };
    };
    postListingsIdRenew: {
        parameters: {
            query?: never;
            header?: {
                /** @description The request is done once, however often it is sent with this key. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /** @description Entity tags of the record, of which one must be its present one; or *. */
                "If-Match"?: string;
            };
            path: {
                id: components["schemas"]["ID"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The record's state, for If-Match and base. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Listing"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["RequestEntityTooLarge"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failure"];
        };
    };
    postListingsIdRestore: {
        parameters: {
            query?: never;
            header?: {
                /** @description The request is done once, however often it is sent with this key. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /** @description Entity tags of the record, of which one must be its present one; or *. */
                "If-Match"?: string;
            };
            path: {
                id: components["schemas"]["ID"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The record's state, for If-Match and base. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Listing"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["RequestEntityTooLarge"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failure"];
        };
    };
    postListingsIdRevert: {
        parameters: {
            query?: never;
            header?: {
                /** @description The request is done once, however often it is sent with this key. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /** @description Entity tags of the record, of which one must be its present one; or *. */
                "If-Match"?: string;
            };
            path: {
                id: components["schemas"]["ID"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RevertRequest"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The record's state, for If-Match and base. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Listing"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["RequestEntityTooLarge"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failure"];
        };
    };
    postListingsIdTransfer: {
        parameters: {
            query?: never;
            header?: {
                /** @description The request is done once, however often it is sent with this key. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /** @description Entity tags of the record, of which one must be its present one; or *. */
                "If-Match"?: string;
            };
            path: {
                id: components["schemas"]["ID"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TransferRequest"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The record's state, for If-Match and base. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Listing"];
                };
            };
            /** @description Done; the caller may not read the record any more. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["RequestEntityTooLarge"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failure"];
        };
    };
    getMe: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
            401: components["responses"]["Unauthorized"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failure"];
        };
    };
    patchMe: {
        parameters: {
            query?: never;
            header?: {
                /** @description The request is done once, however often it is sent with this key. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PatchMeRequest"];
                "application/merge-patch+json": components["schemas"]["PatchMeRequest"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["RequestEntityTooLarge"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failure"];
        };
    };
    getNotifications: {
        parameters: {
            query?: {
                /** @description The next of an earlier answer. */
                cursor?: string;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NotificationsAnswer"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failure"];
        };
    };
    postNotificationsRead: {
        parameters: {
            query?: never;
            header?: {
                /** @description The request is done once, however often it is sent with this key. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReadNotificationsRequest"];
            };
        };
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["RequestEntityTooLarge"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failure"];
        };
    };
    getOpenapiJson: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Object"];
                };
            };
            default: components["responses"]["Failure"];
        };
    };
    getPeople: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PeopleAnswer"];
                };
            };
            401: components["responses"]["Unauthorized"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failure"];
        };
    };
    getPlugins: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PluginsAnswer"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failure"];
        };
    };
    postPlugins: {
        parameters: {
            query?: never;
            header?: {
                /** @description The request is done once, however often it is sent with this key. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": components["schemas"]["InstallPluginRequest"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Plugin"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["RequestEntityTooLarge"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failure"];
        };
    };
    deletePluginsId: {
        parameters: {
            query?: never;
            header?: {
                /** @description The request is done once, however often it is sent with this key. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["RequestEntityTooLarge"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failure"];
        };
    };
    postPluginsIdGrants: {
        parameters: {
            query?: never;
            header?: {
                /** @description The request is done once, however often it is sent with this key. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["GrantPluginRequest"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Plugin"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["RequestEntityTooLarge"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failure"];
        };
    };
    getPluginsIdLogs: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PluginLogsAnswer"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failure"];
        };
    };
    getPreferences: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description Their state, for If-Match. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PreferencesAnswer"];
                };
            };
            401: components["responses"]["Unauthorized"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failure"];
        };
    };
    putPreferences: {
        parameters: {
            query?: never;
            header?: {
                /** @description The request is done once, however often it is sent with this key. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /** @description Entity tags of GET /preferences, of which one must be the present one; or *. */
                "If-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PutPreferencesRequest"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description Their state, for If-Match. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PreferencesAnswer"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["RequestEntityTooLarge"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failure"];
        };
    };
    patchPreferences: {
        parameters: {
            query?: never;
            header?: {
                /** @description The request is done once, however often it is sent with this key. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /** @description Entity tags of GET /preferences, of which one must be the present one; or *. */
                "If-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PatchPreferencesRequest"];
                "application/merge-patch+json": components["schemas"]["PatchPreferencesRequest"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description Their state, for If-Match. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PreferencesAnswer"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["RequestEntityTooLarge"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failure"];
        };
    };
    postPrivacyErase: {
        parameters: {
            query?: never;
            header?: {
                /** @description The request is done once, however often it is sent with this key. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EraseRequest"];
            };
        };
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["RequestEntityTooLarge"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failure"];
        };
    };
    getPrivacyExport: {
        parameters: {
            query?: {
                /** @description A client or a lead, or any other record. */
                record?: components["schemas"]["ID"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description How a browser names the file. */
                    "Content-Disposition"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PrivacyExportAnswer"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failure"];
        };
    };
    getPrivacyHold: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HoldsAnswer"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failure"];
        };
    };
    postPrivacyHold: {
        parameters: {
            query?: never;
            header?: {
                /** @description The request is done once, however often it is sent with this key. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["HoldRequest"];
            };
        };
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["RequestEntityTooLarge"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failure"];
        };
    };
    getReportsForecast: {
        parameters: {
            query?: {
                format?: "json" | "csv";
                /** @description The first day, in UTC; with to, at most ten years. The last twelve months unless told, and the next twelve of a forecast. */
                from?: string;
                /** @description Only records of this owner. */
                owner?: components["schemas"]["MaybeID"];
                /** @description The last day. */
                to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EarningsAnswer"];
                    "text/csv": string;
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failure"];
        };
    };
    getReportsGci: {
        parameters: {
            query?: {
                format?: "json" | "csv";
                /** @description The first day, in UTC; with to, at most ten years. The last twelve months unless told, and the next twelve of a forecast. */
                from?: string;
                /** @description Only records of this owner. */
                owner?: components["schemas"]["MaybeID"];
                /** @description The last day. */
                to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EarningsAnswer"];
                    "text/csv": string;
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failure"];
        };
    };
    getReportsPipeline: {
        parameters: {
            query?: {
                format?: "json" | "csv";
                /** @description Only records of this owner. */
                owner?: components["schemas"]["MaybeID"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PipelineAnswer"];
                    "text/csv": string;
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failure"];
        };
    };
    getReportsResponses: {
        parameters: {
            query?: {
                format?: "json" | "csv";
                /** @description The first day, in UTC; with to, at most ten years. The last twelve months unless told, and the next twelve of a forecast. */
                from?: string;
                /** @description Only records of this owner. */
                owner?: components["schemas"]["MaybeID"];
                /** @description The last day. */
                to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ResponsesAnswer"];
                    "text/csv": string;
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failure"];
        };
    };
    getReportsSources: {
        parameters: {
            query?: {
                format?: "json" | "csv";
                /** @description The first day, in UTC; with to, at most ten years. The last twelve months unless told, and the next twelve of a forecast. */
                from?: string;
                /** @description Only records of this owner. */
                owner?: components["schemas"]["MaybeID"];
                /** @description The last day. */
                to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SourcesAnswer"];
                    "text/csv": string;
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failure"];
        };
    };
    getSchema: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SchemaAnswer"];
                };
            };
            401: components["responses"]["Unauthorized"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failure"];
        };
    };
    getSearch: {
        parameters: {
            query?: {
                limit?: number;
                /** @description What people type: names, numbers, phones, addresses, words. */
                q?: string;
                /** @description Of this type of records alone; singular. */
                type?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SearchAnswer"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failure"];
        };
    };
    getSessions: {
        parameters: {
            query?: {
                /** @description Those too that expired in the last 90 days: their devices may still hold copies of records. */
                expired?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionsAnswer"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failure"];
        };
    };
    deleteSessions: {
        parameters: {
            query?: never;
            header?: {
                /** @description The request is done once, however often it is sent with this key. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["RequestEntityTooLarge"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failure"];
        };
    };
    deleteSessionsId: {
        parameters: {
            query?: never;
            header?: {
                /** @description The request is done once, however often it is sent with this key. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                id: components["schemas"]["ID"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["RequestEntityTooLarge"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failure"];
        };
    };
    postSyncBulk: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/cbor": components["schemas"]["File"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/cbor-seq": string;
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            413: components["responses"]["RequestEntityTooLarge"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failure"];
        };
    };
    getTasks: {
        parameters: {
            query?: {
                /** @description The next of an earlier answer. */
                cursor?: string;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TasksAnswer"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failure"];
        };
    };
    postTasks: {
        parameters: {
            query?: never;
            header?: {
                /** @description The request is done once, however often it is sent with this key. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["StartTaskRequest"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Task"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["RequestEntityTooLarge"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failure"];
        };
    };
    getTasksId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["ID"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Task"];
                };
            };
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failure"];
        };
    };
    postTasksIdAccept: {
        parameters: {
            query?: never;
            header?: {
                /** @description The request is done once, however often it is sent with this key. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                id: components["schemas"]["ID"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DecideRequest"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AcceptAnswer"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["RequestEntityTooLarge"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failure"];
        };
    };
    postTasksIdCancel: {
        parameters: {
            query?: never;
            header?: {
                /** @description The request is done once, however often it is sent with this key. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                id: components["schemas"]["ID"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Task"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["RequestEntityTooLarge"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failure"];
        };
    };
    postTasksIdReject: {
        parameters: {
            query?: never;
            header?: {
                /** @description The request is done once, however often it is sent with this key. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                id: components["schemas"]["ID"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DecideRequest"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Task"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["RequestEntityTooLarge"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failure"];
        };
    };
    postTasksIdRetry: {
        parameters: {
            query?: never;
            header?: {
                /** @description The request is done once, however often it is sent with this key. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                id: components["schemas"]["ID"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Task"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["RequestEntityTooLarge"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failure"];
        };
    };
    postTasksIdUndo: {
        parameters: {
            query?: never;
            header?: {
                /** @description The request is done once, however often it is sent with this key. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                id: components["schemas"]["ID"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UndoTaskAnswer"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["RequestEntityTooLarge"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failure"];
        };
    };
    getTeams: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TeamsAnswer"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failure"];
        };
    };
    postTeams: {
        parameters: {
            query?: never;
            header?: {
                /** @description The request is done once, however often it is sent with this key. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateTeamRequest"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Team"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["RequestEntityTooLarge"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failure"];
        };
    };
    getTeamsId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["ID"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Team"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failure"];
        };
    };
    deleteTeamsId: {
        parameters: {
            query?: never;
            header?: {
                /** @description The request is done once, however often it is sent with this key. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                id: components["schemas"]["ID"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["RequestEntityTooLarge"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failure"];
        };
    };
    patchTeamsId: {
        parameters: {
            query?: never;
            header?: {
                /** @description The request is done once, however often it is sent with this key. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                id: components["schemas"]["ID"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PatchTeamRequest"];
                "application/merge-patch+json": components["schemas"]["PatchTeamRequest"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Team"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["RequestEntityTooLarge"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failure"];
        };
    };
    getTokens: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TokensAnswer"];
                };
            };
            401: components["responses"]["Unauthorized"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failure"];
        };
    };
    postTokens: {
        parameters: {
            query?: never;
            header?: {
                /** @description The request is done once, however often it is sent with this key. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateTokenRequest"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Token"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["RequestEntityTooLarge"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failure"];
        };
    };
    deleteTokensId: {
        parameters: {
            query?: never;
            header?: {
                /** @description The request is done once, however often it is sent with this key. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                id: components["schemas"]["ID"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["RequestEntityTooLarge"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failure"];
        };
    };
    postUndoToken: {
        parameters: {
            query?: never;
            header?: {
                /** @description The request is done once, however often it is sent with this key. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                token: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UndoAnswer"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["RequestEntityTooLarge"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failure"];
        };
    };
    getUsers: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UsersAnswer"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failure"];
        };
    };
    postUsers: {
        parameters: {
            query?: never;
            header?: {
                /** @description The request is done once, however often it is sent with this key. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateUserRequest"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["RequestEntityTooLarge"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failure"];
        };
    };
    getUsersId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["ID"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failure"];
        };
    };
    deleteUsersId: {
        parameters: {
            query?: never;
            header?: {
                /** @description The request is done once, however often it is sent with this key. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                id: components["schemas"]["ID"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["RequestEntityTooLarge"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failure"];
        };
    };
    patchUsersId: {
        parameters: {
            query?: never;
            header?: {
                /** @description The request is done once, however often it is sent with this key. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                id: components["schemas"]["ID"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PatchUserRequest"];
                "application/merge-patch+json": components["schemas"]["PatchUserRequest"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["RequestEntityTooLarge"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failure"];
        };
    };
    getViews: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description Their state, for If-Match. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SavedViewsAnswer"];
                };
            };
            401: components["responses"]["Unauthorized"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failure"];
        };
    };
    putViews: {
        parameters: {
            query?: never;
            header?: {
                /** @description The request is done once, however often it is sent with this key. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /** @description Entity tags of GET /views, of which one must be the present one; or *. */
                "If-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PutSavedViewsRequest"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description Their state, for If-Match. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SavedViewsAnswer"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["RequestEntityTooLarge"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failure"];
        };
    };
    deleteViewsId: {
        parameters: {
            query?: never;
            header?: {
                /** @description The request is done once, however often it is sent with this key. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                id: components["schemas"]["ID"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["RequestEntityTooLarge"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failure"];
        };
    };
    getWebhooks: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhooksAnswer"];
                };
            };
            401: components["responses"]["Unauthorized"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failure"];
        };
    };
    postWebhooks: {
        parameters: {
            query?: never;
            header?: {
                /** @description The request is done once, however often it is sent with this key. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateWebhookRequest"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Webhook"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["RequestEntityTooLarge"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failure"];
        };
    };
    getWebhooksId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["ID"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Webhook"];
                };
            };
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failure"];
        };
    };
    deleteWebhooksId: {
        parameters: {
            query?: never;
            header?: {
                /** @description The request is done once, however often it is sent with this key. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                id: components["schemas"]["ID"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["RequestEntityTooLarge"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failure"];
        };
    };
    patchWebhooksId: {
        parameters: {
            query?: never;
            header?: {
                /** @description The request is done once, however often it is sent with this key. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                id: components["schemas"]["ID"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PatchWebhookRequest"];
                "application/merge-patch+json": components["schemas"]["PatchWebhookRequest"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Webhook"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["RequestEntityTooLarge"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failure"];
        };
    };
    getWebhooksIdDeliveries: {
        parameters: {
            query?: {
                /** @description The next of an earlier answer. */
                cursor?: string;
                limit?: number;
            };
            header?: never;
            path: {
                id: components["schemas"]["ID"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookDeliveriesAnswer"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failure"];
        };
    };
    postWebhooksIdDeliveriesDeliveryRedeliver: {
        parameters: {
            query?: never;
            header?: {
                /** @description The request is done once, however often it is sent with this key. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                delivery: components["schemas"]["ID"];
                id: components["schemas"]["ID"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookDelivery"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["RequestEntityTooLarge"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failure"];
        };
    };
    postWebhooksIdRotate: {
        parameters: {
            query?: never;
            header?: {
                /** @description The request is done once, however often it is sent with this key. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                id: components["schemas"]["ID"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Webhook"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["RequestEntityTooLarge"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failure"];
        };
    };
    postWebhooksIdTest: {
        parameters: {
            query?: never;
            header?: {
                /** @description The request is done once, however often it is sent with this key. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                id: components["schemas"]["ID"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookDelivery"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["RequestEntityTooLarge"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failure"];
        };
    };
    getWorkflows: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WorkflowsAnswer"];
                };
            };
            401: components["responses"]["Unauthorized"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failure"];
        };
    };
}
