//! Words that are no part of a name where a label is followed by one: those of the apps, their columns and messages.

/// Words that end or rule out a name, in small letters.
pub(super) const NOT_NAMES: &[&str] = &[
    "a", "abn", "about", "access", "account", "accountant", "accounting", "accounts", "acn", "action", "active", "add", "added", "address",
    "admin", "administration", "adviser", "advisor", "all", "already", "always", "amount", "an", "and", "another", "any", "api", "app", "approval", "approvalmax",
    "approved", "approver", "april", "archive", "archived", "are", "as", "at", "attachment", "august", "authorised", "available", "awaiting",
    "balance", "bank", "batch", "be", "before", "bill", "billing", "bills", "blank", "bookkeeper", "business", "but", "by", "can", "cannot",
    "card", "centre", "check", "checked", "choose", "chrome", "city", "clear", "client", "clients", "code", "codes", "colleague",
    "column", "company", "connect", "connection", "contact", "contacts", "cost", "costs", "could", "country", "create", "created", "credit",
    "creditor", "csv", "currency", "customer", "customers", "dashboard", "data", "date", "day", "days", "dear", "debit", "debtor", "december",
    "default", "delete", "deleted", "description", "details", "dext", "did", "discount", "do", "document", "documents", "does", "draft",
    "due", "duplicate", "each", "edit", "email", "empty", "entry", "error", "errors", "everyone", "existing", "expense", "expenses", "export",
    "failed", "false", "fax", "february", "field", "file", "filter", "find", "first", "fix", "folks", "for", "found", "friday", "friend",
    "from", "full", "fx", "gbp", "general", "go", "group", "groups", "gst", "guys", "hello", "help", "hi", "history", "hmrc", "how",
    "hubdoc", "i", "iban", "id", "if", "import", "in", "inactive", "info", "information", "input", "integration", "internal", "invalid",
    "inventory", "invoice", "invoices", "invoicing", "ird", "is", "issue", "it", "item", "items", "its", "january", "july", "june", "last",
    "ledger", "lentune", "limit", "line", "lines", "list", "live", "lock", "locked", "log", "mapping", "march", "match", "matches", "matching",
    "may", "me", "merge", "message", "missing", "mobile", "monday", "more", "must", "my", "n/a", "na", "name", "names", "new", "nil",
    "no", "node", "none", "not", "note", "notes", "november", "null", "number", "numbers", "nzbn", "nzd", "october", "of", "ok", "on",
    "only", "open", "or", "order", "orders", "organisation", "organization", "other", "our", "outstanding", "overdue", "overview", "owner",
    "paid", "partner", "pay", "payable", "payables", "payee", "payment", "payments", "payroll", "pdf", "pending", "period", "person",
    "phone", "please", "po", "portal", "posted", "price", "prices", "product", "products", "profile", "project", "public", "published",
    "publishing", "purchase", "purchases", "quantity", "question", "quickfile", "quote", "quotes", "rate", "read", "receipt", "receipts",
    "receivable", "record", "records", "ref", "reference", "region", "reject", "rejected", "remittance", "report", "reports",
    "required", "result", "results", "rule", "rules", "safari", "sale", "sales", "saturday", "save", "search", "see", "select", "send", "sender", "sent",
    "september", "service", "settings", "shall", "should", "since", "sir", "sirs", "sku", "so", "some", "spend", "staff", "standard",
    "state", "statement", "statements", "status", "still", "street", "submitted", "subtotal", "sunday", "supplier", "suppliers", "support",
    "sync", "system", "tax", "taxes", "team", "template", "tenant", "terms", "test", "thank", "thanks", "that", "the", "their", "them",
    "there", "these", "they", "this", "thursday", "to", "today", "token", "tomorrow", "total", "totals", "tracking", "transaction",
    "transactions", "transfer", "true", "tuesday", "type", "unable", "undefined", "unit", "unknown", "unpaid", "until", "update",
    "updated", "upload", "us", "usd", "use", "user", "users", "validation", "value", "vat", "vendor", "via", "view", "void", "voided",
    "was", "we", "website", "wednesday", "week", "were", "what", "when", "where", "which", "who", "why", "will", "windows", "with",
    "xero", "yes", "yesterday", "you", "your", "zero", "madam", "aud", "eur", "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep",
    "sept", "oct", "nov", "dec", "mon", "tue", "wed", "thu", "fri", "sat", "sun", "postcode", "zip", "qty", "net", "gross", "http",
    "https", "json", "xml", "sage", "myob", "quickbooks", "stripe", "receipt-bank", "here", "has", "have", "had", "her", "his", "just",
];

/// Words that end the name of a firm.
pub(super) const FIRMS: &[&str] = &[
    "ltd", "limited", "plc", "llp", "llc", "inc", "pty", "gmbh", "ag", "bv", "sa", "sarl", "corp", "corporation", "co", "company",
    "group", "holdings", "services", "trust", "partners", "partnership", "sons", "associates", "solutions", "cafe", "bakery",
    "plumbing", "electrical", "transport", "freight", "haulage", "builders", "consulting", "enterprises", "industries", "supplies",
];

/// Of those, the ones that are a legal form: they tell a firm in small letters too.
pub(super) const LEGAL_FORMS: &[&str] =
    &["ltd", "limited", "plc", "llp", "llc", "inc", "pty", "gmbh", "bv", "sarl", "corp", "corporation", "sons"];

/// Titles before the name of a person.
pub(super) const TITLES: &[&str] = &["mr", "mrs", "ms", "miss", "mx", "dr", "prof", "rev"];

/// Small words inside a name.
pub(super) const JOINERS: &[&str] =
    &["&", "+", "and", "of", "the", "de", "del", "da", "di", "du", "la", "le", "van", "von", "der", "den", "te", "t/a", "bin", "al"];
