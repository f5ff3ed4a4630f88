package main

// foreignHeadings are headings of people's tables in German, French, Spanish and Chinese, as commonHeadings has them.
const foreignHeadings = `
~name: Nombre completo, Nom complet, Vollständiger Name, 姓名, 名字, 客户姓名, 客戶姓名, 联系人, 聯絡人
~first: Vorname, Prénom, Prenom, Nombre, Nombres, 名
~last: Nachname, Familienname, Nom, Nom de famille, Apellido, Apellidos, 姓, 姓氏
~email: E-Mail-Adresse, Courriel, Adresse e-mail, Mail, Mél, Correo, Correo electrónico, 邮箱, 郵箱, 电子邮箱, 电子邮件, 電子郵件, 邮件, 电邮, 電郵
~phone: Telefon, Telefonnummer, Téléphone, Teléfono, Telefono, Tél, Tel., 电话, 電話, 电话号码, 電話號碼, 联系电话
~phone:cell: Handy, Mobil, Mobiltelefon, Handynummer, Portable, Téléphone portable, Móvil, Celular, Teléfono móvil, 手机, 手機, 手机号, 手机号码, 手機號碼, 移动电话
~phone:home: Telefon privat, Téléphone domicile, Teléfono de casa, 家庭电话, 住宅电话, 住家電話
~phone:work: Telefon geschäftlich, Téléphone professionnel, Téléphone bureau, Teléfono del trabajo, 公司电话, 办公电话, 公司電話
~adr::street: Straße, Strasse, Straße und Hausnummer, Anschrift, Adresse, Rue, Dirección, Direccion, Calle, Domicilio, 地址, 住址, 街道
~adr::zip: PLZ, Postleitzahl, Code postal, CP, Código postal, Codigo postal, 邮编, 邮政编码, 郵遞區號
~adr::city: Ort, Wohnort, Stadt, Ville, Ciudad, 城市
~adr::state: Bundesland, Région, Estado, Provincia, 省, 省份, 州
~adr::country: Land, Pays, País, 国家, 國家
/private/Birthdate: Geburtsdatum, Geburtstag, Date de naissance, Anniversaire, Fecha de nacimiento, Cumpleaños, 生日, 出生日期
/Company: Firma, Unternehmen, Société, Entreprise, Empresa, 公司, 公司名称, 公司名稱
/SpousePartnerName: Ehepartner, Partner/in, Conjoint, Cónyuge, 配偶
~note: Bemerkungen, Bemerkung, Notizen, Notiz, Anmerkungen, Kommentar, Remarques, Remarque, Commentaires, Notas, Observaciones, Comentarios, 备注, 備註
/tags: Kategorien, Étiquettes, Catégories, Etiquetas, Categorías, 标签, 標籤
`

// foreignTargets are what parts of foreignHeadings are called where a type has another field for them; "" is none.
var foreignTargets = map[string]map[string]string{
	"client": {"~first": "/FirstName", "~last": "/LastName", "~email": "/Email"},
	"lead": {"~name": "/name", "~email": "/email", "~phone": "/phone", "~phone:cell": "/phone", "~phone:home": "/phone",
		"~phone:work": "/phone", "~adr::street": "~note:address", "~adr::zip": "~note:zip", "~adr::city": "/areas",
		"~adr::state": "", "~adr::country": "", "/private/Birthdate": "~note:birthday", "/Company": "~note:company",
		"/SpousePartnerName": "~note:spouse"},
}
