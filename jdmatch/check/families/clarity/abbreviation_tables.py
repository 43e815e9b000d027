"""Abbreviations that readers of postings know, and words in capitals that are none.

Known is what stands in a general dictionary, what everybody in an office, a shop or a hospital ward says, degrees and
common certificates, states, currencies and technology. In doubt a word is here: an explanation asked for in vain costs
more than one that was not asked for.
"""

from __future__ import annotations

from jdmatch.chunking.words import word_set

KNOWN = frozenset(
    word.upper()
    for word in word_set(
        """
        aa aas as aas ba bs bsc bba bfa bsn bsw beng meng ms msc msn ma mba mfa mpa mph mpp msw md dds dmd dvm do phd
        edd med jd llb llm ged nvq gcse hnd pgce diploma hs
        tefl tesol tesl esl efl celta ielts toefl toeic ell sen stem iep
        cpa cfa cma cfp cia cisa cissp cism pmp capm prince itil ccna ccnp ccie mcse mcsa mcts mcitp mcp rhce comptia
        shrm phr sphr acca cima ea pe eit fe aia leed ap ncidq ase cdl cpr aed bls acls pals nrp tncc emt rn lpn lvn cna
        cma rma np pa pac crna aprn dnp pt ot pta cota slp ccc lcsw lmsw lpc lmft lmhc msw cadc phn ld rdn rd
        al ak az ar ca co ct de dc fl ga hi id il in ia ks ky la me md ma mi mn ms mo mt ne nv nh nj nm ny nc nd oh
        ok or
        pa ri sc sd tn tx ut vt va wa wv wi wy pr nyc nys sf dfw bc on qc ab nsw vic qld
        us usa uk eu uae nz un emea apac latam mena anz nato ussr
        usd eur gbp cad aud nzd inr chf jpy sgd hkd zar aed
        am pm est edt pst pdt cst cdt mst mdt gmt utc cet
        hr it pr qa qc rd ceo cfo coo cto cio cmo cpo chro ciso vp svp evp avp gm pm pmo pa ea sme mc hq ho bod
        kpi kpis roi rfp rfq rfi rfx sop sla okr swot b b fte pto eeo eeoc eoe aa ada adaaa fmla flsa cobra hipaa osha
        erisa llc inc ltd plc llp gmbh crm erp pos pl ap ar gl gaap ifrs sec sox irs fbi cia epa fda fdic fcc ftc faa
        dod doe dot doj dol dhs hud hhs cdc nih usda va nasa fema usps ups dhl fdny nypd tsa ins ice dea atf gsa sba
        aml kyc bsa ach w fy ytd mtd yoy ebitda vat gst po bol sow nda loi mou msa faq cv id pin ssn ein dob asap aka
        diy tbd tba tbc fyi eta etc rsvp ps na nb ie eg vs ok tv dvd cd vhs dj vip mvp po box fob cod
        msds sds ppe hvac mep suv atv rv dmv dui mvr gps gis cad cam bim cnc plc scada rfid sku upc iot led lcd hd dslr
        ehs hse qhse hazmat haccp gmp cgmp glp gcp fmea capa spc tpm iso ansi asme astm ieee nfpa nec ul nist
        fifo lifo bom mrp mro tms wms tl ltl
        ngo npo pac pta hoa dei lgbt lgbtq lgbtqia lgbtqi bipoc aids hiv std sti tb dna rna pcr mri ct er icu nicu picu
        or ob gyn obgyn iv ekg ecg eeg ehr emr icd cpt hcpcs drg hmo ppo adl adls snf ltc bmi adhd ptsd copd chf
        otc rx cbc cms jcaho nclex phi pii ai ml nlp llm ocr vr ar xr
        sql nosql html css xml json yaml api apis rest soap php js jsp jpa ejb jvm jms j ui ux seo sem smo smm ppc cpc
        cpm cpl cpa ctr cta cms crm sdk ide oop ood mvc mvvm tdd bdd ddd ci cd aws gcp saas paas iaas vpn lan wan vlan
        wlan tcp ip udp dns dhcp http https ftp sftp ssh ssl tls url uri xss csrf cpu gpu ram rom usb pc mac os ios ibm
        sap sas spss stata etl elt bi mis dba rdbms olap oltp uml erd svn git jira agile scrum matlab java oracle
        sdlc uat poc rhel linux unix aix lamp ajax xhtml xslt dom orm vb vba iis ldap ad sso mfa san nas raid voip cctv
        ssrs ssis ssas dsl hdtv sms mms smtp imap pop mq vm vms vdi vmware esx esxi citrix rds ec pdf csv ppt jpg jpeg
        png gif svg psd rgb cmyk xls doc rss wysiwyg gui cli bsd gnu asp xp cobol fortran perl abap hana
        bb cobit pci dss soc gdpr ccpa ferpa hl fhir cmmi cmmi cmms erp eam mes hmi pid rtos fpga asic pcb dsp rf emc
        csat nps b2b b2c smb abm sdr bdr ae csm gtm mql sql roas aov p mrr arr
        isp asp cdn dr ha rto rpo noc siem ids ips dlp edr gdpr itsm cab cmdb
        nfl nba mlb nhl mls bmw ge hp kpmg pwc ey cvs amex visa nbc cbs abc bbc cnn espn hbo mtv aol att ibm ups nyse
        nasdaq sp djia aig jpm
        snap wic ssi ssdi tanf ebt nimby mta amtrak ymca ywca jcc nyu ucla mit usc suny cuny
        rehab ems pd ed ada lms scorm hris hcm ats peo eap hsa fsa hra ira roth esop db dc espp rsu ipo vc pe lp gp
        reit cre cmbs mbs fha fnma aum etf fx hft otc isda derivs nav irr npv wacc dcf cogs capex opex sga
        hoa mls cam noi ltv dti respa tila hmda cra
        ccw bac gpa sat act gre gmat lsat mcat ap ib ymca
        wcag ada aria w3c wifi bluetooth nfc ble
        ffl tig mig smaw gtaw gmaw fcaw psi rpm btu kwh mw kw hz mhz ghz gb tb mb kb
        cdc dnr nepa ceqa cwa caa rcra cercla npdes swppp ghg esg csr
        far dfars itar ear cui ts sci clearance
        cle cots bes pfd rrp iclei doh foil foia
        xerox cucm cucme isdn srst pbx epm epma hfm fdm nacto pcp cpnp fnp hmrc iq bff ghi ihop ikea gdp ngs
        fhwa aashto mutcd usace fta fra cfr cadd hec ras swmm epanet arcgis catia ansys asce aci aisc ibc ipc awwa rpz
        afe asug aapc ahima himss iia shpe nsbe ieee acm isaca isc isc2 owasp mitre
        rac casb dlp wsus wlc cert csirt siem soar ics ot hids nids sccm mdm dag vtp stp hsrp ebgp mstp asa fwsm acl
        ejb jsf jdbc odbc ssms oid obiee bpel ofsaa odi cics jcl vsam db2 ims tso ispf
        ect cbt dbt abi tbi icp ivf ent tens emdr cabg picc tpn iabp ecmo hedis mds oasis cahps
        cee dach mea cis gcc asean brics cac ltv cro ugc kol hcp nda ind gxp ich irb sae
        swat sos sids cpap bipap awol dwi bac ac uhf vhf lmr mpls bgp ospf eigrp rip qos snmp ntp pki eft omb cbo gao
        saml oauth nat vcl vcls acl acls idm iam pam vrrp lacp snat ntlm kerberos radius tacacs ashrae iecc xyz vswr av
        telco
        opm nlrb ssa xrf addie tqm raci crud jtag spi vfd dcs edi pbm cs csc msrb
        """
    )
)

# Words that postings set in capitals to stress them, and short ones of headings.
WORDS = word_set(
    """
    a able above about after again all also alone am an and any apply are area areas as ask at away back base basic be
    been before being below best better big both bonus but by can cannot care career cash cause chance chief child
    cities
    city civil class clean clear client clock close code come cost could count county cover daily data date day
    days deal
    deals degree did dinner do does done down dream driver duties duty each earn either else end ended energy equity
    error even event every exam exempt extra fact fail fast fees few field filed filing final find fire first five fix
    flexible food for force four free fresh friday from full fun fund funded gain get gift give goal goals good got
    great
    group grow had half hard has have he health height help her here high him hire his home hot hour hours house how i
    idea if immediate impact in into is issue it item its job jobs join just keep key kids know large last late later
    law lead learn least less let level life light like line list live local long look lost lot love low lunch made main
    major make male man many march may me mental mid might minor mix mobile monday money month more most move much must
    my name nature near need never new next nice night no none nor not note notes notice now nurse nurses of off offer
    office often old on once one online only open or order other our out over own paid part party pass past pay
    people per
    period person phone pick place plan play please plus point prep prior profit public put quick rate rates read ready
    real repost rest result right role room safe salary sales same save school season see self senior serve set seven
    she shift ship short should show sick side sign since site six size skill skills small so some soon staff start
    state
    states status stay step still stop store strong style such sunday sure take taken talk task tasks team teams
    tell ten
    tenure test than thank that the their them then there these they thing things think this those three time title to
    today too top total town travel trip true trust try two type under unit united until up upon us use used user valid
    value very via view virtue wow yay visit wage walk want warm was water way we week weeks well were what when where
    which while
    who why wide will win with word words work worked works world would write prod dev speed pure smart max min std
    exec ops info
    intro promo demo ref reps rep spec specs year years yes yet york you young your zero
    """
)

# Words that abbreviations leave out.
SMALL = word_set("a an and at by de for from in la of on or the to with")
