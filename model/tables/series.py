"""The monthly series the kernel records: positions of the rows of `Outputs.series`.

The names are those of `data/variables.csv`; a test holds the two together.
"""

SERIES = (
    *("freed_fte", "freed_fte_unfloored", "freed_fte_gross", "freed_fte_net", "freed_fte_realised"),
    *("freed_fte_sustained", "freed_fte_new_gross", "freed_fte_new_net", "freed_fte_new_realised"),
    *("freed_fte_new_sustained", "freed_fte_new_health", "freed_fte_new_life_science"),
    *("freed_fte_new_partnerships", "time_cost_fte", "partnerships_active", "partnerships_formed"),
    *("consortia_formed", "inhouse_started", "partnerships_renewed", "partnerships_ended"),
    *("partnerships_failed", "pilots_passed", "pilots_failed", "companies_active", "companies_engaged"),
    *("solutions_available", "adoptions", "slots_binding", "trust_mean", "knowledge_mean", "coverage_mean"),
    *("commons_stock", "kpi_knowledge_transfer", "kpi_cocreation", "kpi_networks", "kpi_relations"),
    *("kpi_learning", "kpi_ideas", "kpi_implementation", "company_revenue", "company_jobs"),
    *("gini_municipalities", "worst_tenth", "value_mdkk"),
)
(
    FREED, UNFLOORED, GROSS, NET, REALISED, SUSTAINED, NEW_GROSS, NEW_NET, NEW_REALISED, NEW_SUSTAINED, NEW_HEALTH,
    NEW_LIFE_SCIENCE, NEW_PARTNERSHIPS, TIME_COST, PARTNERSHIPS_ACTIVE, PARTNERSHIPS_FORMED, CONSORTIA_FORMED,
    INHOUSE_STARTED, PARTNERSHIPS_RENEWED, PARTNERSHIPS_ENDED, PARTNERSHIPS_FAILED, PILOTS_PASSED, PILOTS_FAILED,
    COMPANIES_ACTIVE, COMPANIES_ENGAGED, SOLUTIONS_AVAILABLE, ADOPTIONS, SLOTS_BINDING, TRUST_MEAN, KNOWLEDGE_MEAN,
    COVERAGE_MEAN, COMMONS_STOCK, KPI_TRANSFER, KPI_COCREATION, KPI_NETWORKS, KPI_RELATIONS, KPI_LEARNING,
    KPI_IDEAS, KPI_IMPLEMENTATION, COMPANY_REVENUE, COMPANY_JOBS, GINI, WORST_TENTH, VALUE,
) = range(len(SERIES))
