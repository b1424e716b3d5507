CREATE INDEX idx_department_company ON department (company_id);
