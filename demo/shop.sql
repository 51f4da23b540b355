-- A small shop: the source that Seshat shows on its first start. SQLite; comments stand in the statements,
-- where SQLite keeps them.

CREATE TABLE country ( -- Countries we ship to
  code CHAR(2) NOT NULL PRIMARY KEY, -- ISO 3166-1 alpha-2
  name VARCHAR(80) NOT NULL UNIQUE, -- English short name
  eu_member BOOLEAN NOT NULL DEFAULT 0 -- Decides whether VAT is charged
);

CREATE TABLE customer ( -- People and companies who buy from us
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  email VARCHAR(254) NOT NULL UNIQUE COLLATE NOCASE, -- Sign-in name, unique whatever its case
  full_name VARCHAR(120) NOT NULL, -- As it is printed on the invoice
  phone VARCHAR(32), -- With country prefix, +49…
  date_of_birth DATE, -- Only asked for where the law wants it
  newsletter BOOLEAN NOT NULL DEFAULT 0, -- Has agreed to receive the newsletter
  created_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP
);

CREATE TABLE address ( -- Delivery and billing addresses of customers
  id INTEGER PRIMARY KEY,
  customer_id INTEGER NOT NULL REFERENCES customer (id) ON DELETE CASCADE,
  kind VARCHAR(10) NOT NULL DEFAULT 'delivery' CHECK (kind IN ('delivery', 'billing')), -- delivery or billing
  street VARCHAR(160) NOT NULL,
  postcode VARCHAR(16) NOT NULL,
  city VARCHAR(80) NOT NULL,
  country_code CHAR(2) NOT NULL REFERENCES country (code)
);

CREATE TABLE category ( -- The tree that products are sorted into
  id INTEGER PRIMARY KEY,
  parent_id INTEGER REFERENCES category (id) ON DELETE SET NULL, -- The category above; none for a root
  name VARCHAR(80) NOT NULL,
  position INTEGER NOT NULL DEFAULT 0, -- Order among its siblings
  CONSTRAINT category_name_once UNIQUE (parent_id, name)
);

CREATE TABLE supplier ( -- Who we buy from
  id INTEGER PRIMARY KEY,
  name VARCHAR(120) NOT NULL,
  tax_id VARCHAR(20), -- VAT identification number
  iban VARCHAR(34), -- Where we pay their invoices
  country_code CHAR(2) NOT NULL REFERENCES country (code)
);

CREATE TABLE product ( -- What is sold, without its sizes and colours
  id INTEGER PRIMARY KEY,
  sku VARCHAR(20) NOT NULL UNIQUE, -- Stock-keeping unit, printed on the label
  name VARCHAR(160) NOT NULL,
  description TEXT, -- Markdown, shown on the product page
  category_id INTEGER NOT NULL REFERENCES category (id),
  supplier_id INTEGER REFERENCES supplier (id),
  weight_g INTEGER CHECK (weight_g > 0), -- Grams, with packaging
  discontinued_at DATE -- No longer sold since this day
);

CREATE TABLE product_variant ( -- A size and colour of a product; this is what lies in a warehouse
  product_id INTEGER NOT NULL REFERENCES product (id) ON DELETE CASCADE,
  variant_no INTEGER NOT NULL, -- Counts from 1 within the product
  size VARCHAR(10),
  colour VARCHAR(30),
  barcode CHAR(13) UNIQUE, -- EAN-13
  PRIMARY KEY (product_id, variant_no)
) WITHOUT ROWID;

CREATE TABLE price ( -- Net prices of variants over time
  product_id INTEGER NOT NULL,
  variant_no INTEGER NOT NULL,
  currency CHAR(3) NOT NULL DEFAULT 'EUR', -- ISO 4217
  valid_from DATE NOT NULL, -- First day of this price
  amount DECIMAL(12,2) NOT NULL CHECK (amount >= 0), -- Net, in the currency's main unit
  PRIMARY KEY (product_id, variant_no, currency, valid_from),
  CONSTRAINT price_of_variant FOREIGN KEY (product_id, variant_no)
    REFERENCES product_variant (product_id, variant_no) ON DELETE CASCADE
);

CREATE TABLE warehouse ( -- Places where goods are kept
  id INTEGER PRIMARY KEY,
  name VARCHAR(60) NOT NULL UNIQUE,
  country_code CHAR(2) NOT NULL REFERENCES country (code)
);

CREATE TABLE stock_level ( -- How many pieces of a variant a warehouse holds
  warehouse_id INTEGER NOT NULL REFERENCES warehouse (id),
  product_id INTEGER NOT NULL,
  variant_no INTEGER NOT NULL,
  on_hand INTEGER NOT NULL DEFAULT 0, -- Counted pieces
  reserved INTEGER NOT NULL DEFAULT 0, -- Sold, not yet shipped
  available INTEGER GENERATED ALWAYS AS (on_hand - reserved) VIRTUAL, -- What may still be sold
  PRIMARY KEY (warehouse_id, product_id, variant_no),
  CONSTRAINT stock_of_variant FOREIGN KEY (product_id, variant_no)
    REFERENCES product_variant (product_id, variant_no)
);

CREATE TABLE employee ( -- People who work in the shop
  id INTEGER PRIMARY KEY,
  manager_id INTEGER REFERENCES employee (id), -- Whom they report to; none for the owner
  full_name VARCHAR(120) NOT NULL,
  email VARCHAR(254) NOT NULL UNIQUE,
  salary DECIMAL(10,2), -- Gross per month, EUR
  hired_on DATE NOT NULL
);

CREATE TABLE sales_order ( -- An order, from the cart to the delivery
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  order_no VARCHAR(12) NOT NULL UNIQUE, -- The number that customers see
  customer_id INTEGER NOT NULL REFERENCES customer (id),
  delivery_address_id INTEGER NOT NULL REFERENCES address (id),
  billing_address_id INTEGER REFERENCES address (id), -- Same as delivery when empty
  handled_by INTEGER REFERENCES employee (id) ON DELETE SET NULL,
  status VARCHAR(12) NOT NULL DEFAULT 'open'
    CHECK (status IN ('open', 'paid', 'shipped', 'cancelled')), -- open, paid, shipped or cancelled
  placed_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP
);

CREATE TABLE order_line ( -- One variant in an order
  order_id INTEGER NOT NULL REFERENCES sales_order (id) ON DELETE CASCADE,
  line_no INTEGER NOT NULL, -- Counts from 1 within the order
  product_id INTEGER NOT NULL,
  variant_no INTEGER NOT NULL,
  quantity INTEGER NOT NULL CHECK (quantity > 0),
  unit_price DECIMAL(12,2) NOT NULL, -- Net, as it was when the order was placed
  line_total DECIMAL(14,2) GENERATED ALWAYS AS (quantity * unit_price) STORED,
  PRIMARY KEY (order_id, line_no),
  CONSTRAINT line_of_variant FOREIGN KEY (product_id, variant_no)
    REFERENCES product_variant (product_id, variant_no)
);

CREATE TABLE payment ( -- Money received for orders
  id INTEGER PRIMARY KEY,
  order_id INTEGER NOT NULL REFERENCES sales_order (id),
  method VARCHAR(20) NOT NULL CHECK (method IN ('card', 'transfer', 'invoice')),
  card_last_four CHAR(4), -- For the customer's recognition only
  amount DECIMAL(12,2) NOT NULL,
  received_at TIMESTAMP NOT NULL
);

CREATE TABLE shipment ( -- A parcel on its way
  id INTEGER PRIMARY KEY,
  warehouse_id INTEGER NOT NULL REFERENCES warehouse (id),
  tracking_no VARCHAR(40) UNIQUE, -- The carrier's number
  shipped_at TIMESTAMP
);

CREATE TABLE shipment_line ( -- Which order lines, and how much of them, a parcel holds
  shipment_id INTEGER NOT NULL REFERENCES shipment (id) ON DELETE CASCADE,
  order_id INTEGER NOT NULL,
  line_no INTEGER NOT NULL,
  quantity INTEGER NOT NULL,
  PRIMARY KEY (shipment_id, order_id, line_no),
  CONSTRAINT shipped_order_line FOREIGN KEY (order_id, line_no) REFERENCES order_line (order_id, line_no)
);

CREATE TABLE review ( -- What customers think of a product
  id INTEGER PRIMARY KEY,
  product_id INTEGER NOT NULL, -- Refers to product, though nobody declared it
  customer_id INTEGER NOT NULL REFERENCES customer (id) ON DELETE CASCADE,
  stars INTEGER NOT NULL CHECK (stars BETWEEN 1 AND 5),
  body TEXT,
  created_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,
  UNIQUE (product_id, customer_id)
);

CREATE INDEX sales_order_by_customer ON sales_order (customer_id, placed_at DESC);
CREATE INDEX sales_order_open ON sales_order (placed_at) WHERE status = 'open';
CREATE INDEX customer_by_name ON customer (lower(full_name));

CREATE VIEW order_summary AS -- One line per order, with its customer and total
SELECT o.order_no, o.status, o.placed_at, c.full_name AS customer, count(l.line_no) AS lines, sum(l.line_total) AS total
FROM sales_order o
JOIN customer c ON c.id = o.customer_id
LEFT JOIN order_line l ON l.order_id = o.id
GROUP BY o.id;

CREATE VIEW low_stock AS -- Variants of which fewer than five pieces are left
SELECT p.sku, p.name, s.variant_no, sum(s.available) AS available
FROM stock_level s
JOIN product p ON p.id = s.product_id
GROUP BY s.product_id, s.variant_no
HAVING sum(s.available) < 5;

INSERT INTO country VALUES ('DE', 'Germany', 1), ('FR', 'France', 1), ('CH', 'Switzerland', 0), ('GB', 'United Kingdom', 0);
INSERT INTO customer (email, full_name, phone, date_of_birth, newsletter) VALUES
  ('ada@example.org', 'Ada Example', '+49 30 0000001', '1985-12-10', 1),
  ('grace@example.org', 'Grace Sample', '+33 1 0000002', NULL, 0),
  ('alan@example.org', 'Alan Specimen', NULL, '1990-06-23', 1);
INSERT INTO address VALUES
  (1, 1, 'delivery', 'Lindenallee 1', '10115', 'Berlin', 'DE'),
  (2, 2, 'delivery', '2 rue du Bac', '75007', 'Paris', 'FR'),
  (3, 3, 'billing', '3 King''s Parade', 'CB2 1SJ', 'Cambridge', 'GB');
INSERT INTO category VALUES (1, NULL, 'Writing', 1), (2, 1, 'Pens', 1), (3, 1, 'Ink', 2), (4, NULL, 'Paper', 2);
INSERT INTO supplier VALUES (1, 'Reed & Sons', 'DE000000001', 'DE02120300000000202051', 'DE'), (2, 'Papyrus SA', NULL, NULL, 'FR');
INSERT INTO product VALUES
  (1, 'PEN-001', 'Reed pen', 'Cut by hand.', 2, 1, 18, NULL),
  (2, 'INK-001', 'Carbon ink', NULL, 3, 1, 120, NULL),
  (3, 'PAP-001', 'Papyrus sheet', 'Twenty to a roll.', 4, 2, 40, '2026-03-31');
INSERT INTO product_variant VALUES (1, 1, 'S', 'natural', '4000000000011'), (1, 2, 'L', 'natural', '4000000000028'),
  (2, 1, NULL, 'black', '4000000000035'), (2, 2, NULL, 'red', '4000000000042'), (3, 1, 'A4', NULL, '4000000000059');
INSERT INTO price VALUES (1, 1, 'EUR', '2026-01-01', 4.50), (1, 2, 'EUR', '2026-01-01', 5.50), (2, 1, 'EUR', '2026-01-01', 8.90),
  (2, 2, 'EUR', '2026-01-01', 9.90), (3, 1, 'EUR', '2026-01-01', 2.20), (3, 1, 'CHF', '2026-01-01', 2.40);
INSERT INTO warehouse VALUES (1, 'Berlin', 'DE'), (2, 'Lyon', 'FR');
INSERT INTO stock_level (warehouse_id, product_id, variant_no, on_hand, reserved) VALUES
  (1, 1, 1, 40, 2), (1, 1, 2, 3, 0), (1, 2, 1, 25, 5), (2, 2, 2, 4, 1), (2, 3, 1, 200, 0);
INSERT INTO employee VALUES (1, NULL, 'Seshat Owner', 'owner@example.org', 5200.00, '2020-01-01'),
  (2, 1, 'Thoth Clerk', 'clerk@example.org', 3100.00, '2022-05-01');
INSERT INTO sales_order (order_no, customer_id, delivery_address_id, billing_address_id, handled_by, status) VALUES
  ('2026-0001', 1, 1, NULL, 2, 'shipped'), ('2026-0002', 2, 2, 2, 2, 'paid'), ('2026-0003', 3, 3, 3, NULL, 'open');
INSERT INTO order_line (order_id, line_no, product_id, variant_no, quantity, unit_price) VALUES
  (1, 1, 1, 1, 2, 4.50), (1, 2, 2, 1, 1, 8.90), (2, 1, 3, 1, 20, 2.20), (3, 1, 2, 2, 1, 9.90);
INSERT INTO payment VALUES (1, 1, 'card', '4242', 17.90, '2026-02-01 10:00:00'), (2, 2, 'transfer', NULL, 44.00, '2026-02-03 09:30:00');
INSERT INTO shipment VALUES (1, 1, 'TRK0000001', '2026-02-02 08:00:00');
INSERT INTO shipment_line VALUES (1, 1, 1, 2), (1, 1, 2, 1);
INSERT INTO review (product_id, customer_id, stars, body) VALUES (1, 1, 5, 'Writes like new.'), (2, 1, 4, NULL);
