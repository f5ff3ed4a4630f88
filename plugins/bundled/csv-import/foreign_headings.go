package main

// foreignHeadings are headings of people's tables in German, French and Spanish, as commonHeadings has them.
const foreignHeadings = `
~name: Nombre completo, Nom complet, Vollständiger Name
~first: Vorname, Prénom, Prenom, Nombre, Nombres
~last: Nachname, Familienname, Nom, Nom de famille, Apellido, Apellidos
~email: E-Mail-Adresse, Courriel, Adresse e-mail, Mail, Mél, Correo, Correo electrónico
~phone: Telefon, Telefonnummer, Téléphone, Teléfono, Telefono, Tél, Tel.
~phone:cell: Handy, Mobil, Mobiltelefon, Handynummer, Portable, Téléphone portable, Móvil, Celular, Teléfono móvil
~phone:home: Telefon privat, Téléphone domicile, Teléfono de casa
~phone:work: Telefon geschäftlich, Téléphone professionnel, Téléphone bureau, Teléfono del trabajo
~adr::street: Straße, Strasse, Straße und Hausnummer, Anschrift, Adresse, Rue, Dirección, Direccion, Calle, Domicilio
~adr::zip: PLZ, Postleitzahl, Code postal, CP, Código postal, Codigo postal
~adr::city: Ort, Wohnort, Stadt, Ville, Ciudad
~adr::state: Bundesland, Région, Estado, Provincia
~adr::country: Land, Pays, País
/private/Birthdate: Geburtsdatum, Geburtstag, Date de naissance, Anniversaire, Fecha de nacimiento, Cumpleaños
/Company: Firma, Unternehmen, Société, Entreprise, Empresa
/SpousePartnerName: Ehepartner, Partner/in, Conjoint, Cónyuge
~note: Bemerkungen, Bemerkung, Notizen, Notiz, Anmerkungen, Kommentar, Remarques, Remarque, Commentaires, Notas, Observaciones, Comentarios
/tags: Kategorien, Étiquettes, Catégories, Etiquetas, Categorías
`

// foreignTargets are what parts of foreignHeadings are called where a type has another field for them; "" is none.
var foreignTargets = map[string]map[string]string{
	"client": {"~first": "/FirstName", "~last": "/LastName", "~email": "/Email"},
	"lead": {"~name": "/name", "~email": "/email", "~phone": "/phone", "~phone:cell": "/phone", "~phone:home": "/phone",
		"~phone:work": "/phone", "~adr::street": "~note:address", "~adr::zip": "~note:zip", "~adr::city": "/areas",
		"~adr::state": "", "~adr::country": "", "/private/Birthdate": "~note:birthday", "/Company": "~note:company",
		"/SpousePartnerName": "~note:spouse"},
}
