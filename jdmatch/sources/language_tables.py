"""Words by which written languages are told apart: function words, and words that postings are full of.

A word that several languages share counts for each of them in part, so the lists need not be disjoint, only long
enough that a line of a dozen words hits a few. Endings and letters help where a list of duties has no function words.
"""

from __future__ import annotations

NAMES: dict[str, str] = {
    "en": "English", "es": "Spanish", "fr": "French", "de": "German", "it": "Italian", "pt": "Portuguese",
    "nl": "Dutch", "sv": "Swedish", "da": "Danish", "no": "Norwegian", "fi": "Finnish", "et": "Estonian",
    "lv": "Latvian", "lt": "Lithuanian", "pl": "Polish", "cs": "Czech", "sk": "Slovak", "sl": "Slovene",
    "hr": "Croatian or Serbian", "hu": "Hungarian", "ro": "Romanian", "ca": "Catalan", "tr": "Turkish",
    "sq": "Albanian", "id": "Indonesian or Malay", "tl": "Tagalog", "vi": "Vietnamese", "ht": "Haitian Creole",
    "sw": "Swahili", "so": "Somali", "la": "Latin (filler text)", "cy": "Welsh", "ga": "Irish", "is": "Icelandic",
    "af": "Afrikaans", "eu": "Basque", "gl": "Galician", "ru": "Russian", "uk": "Ukrainian", "bg": "Bulgarian",
    "sr": "Serbian", "el": "Greek", "he": "Hebrew", "ar": "Arabic", "fa": "Persian", "hi": "Hindi",
    "bn": "Bengali", "pa": "Punjabi", "gu": "Gujarati", "ta": "Tamil", "te": "Telugu", "kn": "Kannada",
    "ml": "Malayalam", "si": "Sinhala", "th": "Thai", "lo": "Lao", "my": "Burmese", "km": "Khmer",
    "ka": "Georgian", "hy": "Armenian", "am": "Amharic", "ko": "Korean", "ja": "Japanese", "zh": "Chinese",
}  # fmt: skip

FUNCTION_WORDS: dict[str, str] = {
    "en": """
        the of and to a in is for with on that are as be this by from at or an it have has will you your our we
        they their which can not was all who must may other any more such these those but if when where what how
        while into about through within between during after before under over up out off only also both each
        every some no than then there here its his her them us he she i do does don't won't can't you'll we'll
        you're we're we've it's that's isn't aren't doesn't would should could might had been being were per
        across including without upon against because until whether own same so very just most many much few new
        good well make makes get got keep help need needs needed want work works working look looking use used
        using day week month year hour hours days weeks months years time part full least one two three first next
        """,
    "es": """
        el la los las un una unos unas de del al y e o en con por para que se su sus es son ser estar está están
        como más pero sobre entre sin hasta desde este esta estos estas ese esa lo le les nos nuestro nuestra
        nuestros nuestras tu tus usted ustedes te si no también muy cada todo toda todos todas otro otra otros
        otras cuando donde quien según ante bajo durante mediante tras ya así sea sean debe deben puede pueden
        tener tiene hay ha han será serán año años mes meses día días semana horas mínimo mínima nivel
        """,
    "fr": """
        le la les un une des du de et ou à au aux en dans sur pour par avec sans sous vers chez ce cet cette ces
        son sa ses leur leurs notre nos votre vos mon mes qui que quoi dont où est sont être avoir avez avons ont
        sera serez vous nous il elle ils elles on ne pas plus très aussi ainsi afin selon entre comme mais si tout
        toute tous toutes autre autres chaque même lors dès depuis pendant jusqu d'un d'une l'entreprise qu'il
        c'est n'est minimum an ans mois jour jours
        """,
    "de": """
        der die das den dem des ein eine einen einem einer eines und oder in im ins an am auf aus bei beim mit
        nach von vom zu zum zur für über unter durch gegen ohne um bis ist sind sein werden wird wurde haben hat
        du sie er es wir ihr ihre ihren ihrem ihrer dich dir uns unser unsere unseren unserem unserer dein deine
        deinen deiner nicht kein keine auch sowie als wie wenn dass sich mehr sehr alle alles jede jeden jeder
        diese dieser dieses kann können sollten bist bereits zwischen während innerhalb jahr jahre jahren monat
        monate
        """,
    "it": """
        il lo la i gli le un uno una di del dello della dei degli delle a al allo alla ai agli alle da dal dalla
        dai in nel nello nella nei nelle su sul sulla con per tra fra e ed o che chi cui si è sono essere avere ha
        hanno come più anche ma non se questo questa questi queste suo sua suoi sue nostro nostra nostri nostre
        tuo tua ogni tutto tutti tutte altro altri altre presso sarà saranno deve devono può possono verso secondo
        dopo durante anno anni mesi
        """,
    "pt": """
        o a os as um uma uns umas de do da dos das em no na nos nas ao aos à às por pelo pela pelos pelas para com
        sem sob sobre entre até e ou que se é são ser estar está ter tem como mais mas não também muito seu sua
        seus suas nosso nossa nossos nossas você vocês este esta esse essa isso quando onde quem cada todo toda
        todos todas outro outra outros outras deve devem pode podem será serão já ano anos mês meses dia dias
        """,
    "nl": """
        de het een en of in op aan van voor met bij uit over onder door naar tot om te is zijn wordt worden heeft
        hebt hebben je jij jouw u uw we wij ze zij ons onze hun dat die dit deze er niet geen ook als dan maar wat
        wie waar wel meer veel alle elke binnen tussen zowel zoals kan kunt kunnen moet zal zullen ben bent jaar
        maand dag uur
        """,
    "sv": """
        och att det som en ett i på är av för med till den de du vi har inte om från vid eller ska kan hos våra
        vår vårt din ditt dina sig samt även där när mycket genom under efter mellan både inom oss bli blir vara
        vill år
        """,
    "da": """
        og at det som en et i på er af for med til den de du vi har ikke om fra ved eller skal kan hos vores din
        dit dine sig samt også hvor når meget gennem under efter mellem både inden os blive bliver være vil år
        """,
    "no": """
        og å at det som en et ei i på er av for med til den de du vi har ikke om fra ved eller skal kan hos våre
        vår vårt din ditt dine seg samt også hvor når mye gjennom under etter mellom både innen oss bli blir være
        vil år
        """,
    "fi": """
        ja on ei että se hän me te he sekä tai kun jos myös mutta kuin joka jotka sinä sinun meidän meillä työ
        olet olla ovat oli sen tämä nämä kanssa mukaan sinulla vuoden voi ole hyvä hyvät
        """,
    "et": """
        ja on ei et see ta me te nad ning või kui ka aga mis kes oma meie sinu töö oled olema selle seda koos
        poolt vähemalt aasta hea väga saab
        """,
    "lv": """
        un ir no ar par uz ka kas vai bet arī kā lai pēc pie mūsu jūsu tavs darba darbs mēs tu būt nav gada laba
        """,
    "lt": """
        ir yra iš su į kad kas bet arba ar taip kaip dėl per prie mūsų jūsų tavo darbo darbas mes tu būti nėra
        metų gera
        """,
    "pl": """
        i w z na do o od po za przez dla ze że się nie jest są być oraz lub a ale jak co to ten ta te tej tych
        jego jej ich nasz nasza nasze naszej naszych naszym twój twoje ci cię masz będzie będziesz przy pod nad
        między także również bardzo każdy wszystkie rok lat roku
        """,
    "cs": """
        a v z na do o od po za pro se že je jsou být nebo i ale jak co to ten ta tato této jeho jejich náš naše
        našich našem vás vám při pod nad mezi také velmi každý všechny rok let roku ve ze který která které budete
        """,
    "sk": """
        a v z na do o od po za pre sa že je sú byť alebo i ale ako čo to ten tá táto jeho ich náš naše našich
        našej vás vám pri pod nad medzi tiež veľmi každý všetky rok rokov vo zo ktorý ktorá ktoré budete
        """,
    "sl": """
        in v z na do o od po za pri se da je so biti ali pa kot ki to ta te tega naš naše naših vas vam med tudi
        zelo vsak leto let smo ste
        """,
    "hr": """
        i u s na do o od po za pri se da je su biti ili a ali kao koji koja koje to ta te naš naše naših vas vam
        između također vrlo svaki godina godine smo ste sa iz
        """,
    "hu": """
        a az és vagy hogy nem is egy ez van lesz meg de mint csak már még el ki be le fel több minden által való
        valamint illetve munka munkatárs évek év kell lehet nálunk
        """,
    "ro": """
        și în la de cu pe din pentru sau care este sunt a al ai ale un o unei unui nu se că mai prin după între
        fără către nostru noastră noastre tău ta dvs fi ani an
        """,
    "ca": """
        el la els les un una de del dels i o a en amb per que es són és ser com més però sobre entre sense fins
        aquest aquesta nostre nostra seva seu també molt cada tot tots anys any
        """,
    "tr": """
        ve bir bu da de ile için olarak olan gibi daha çok en ya veya ne her tüm sonra önce kadar göre değil var
        yok bizim sizin iş yıl iyi sahip
        """,
    "sq": """dhe në të e i një për me nga që është janë se ose si më do ka kjo ky tonë juaj vit""",
    "id": """
        dan yang di ke dari untuk dengan pada adalah ini itu atau akan dalam tidak juga oleh sebagai kami kita
        anda dapat bisa memiliki minimal tahun serta kerja
        """,
    "tl": """
        ang ng mga sa na ay at para kung hindi ito siya kami namin ninyo inyong may ng mga aming dapat lahat taon
        """,
    "vi": """
        và của là các có cho trong với được không những một này để người từ đến khi về trên theo làm việc năm
        """,
    "ht": """ak nan pou yo ki li nou ou se yon sa la pa gen ka kap anpil travay tout oswa ane""",
    "sw": """na ya wa kwa ni katika za la kuwa au hii hiyo kazi sisi wewe mwaka yako yetu""",
    "so": """iyo waa in ka ku oo u la ah ee si ama waxaa shaqo sannad""",
    "la": """
        lorem ipsum dolor sit amet consectetur adipiscing elit sed eiusmod tempor incididunt labore dolore magna
        aliqua enim minim veniam quis nostrud exercitation ullamco laboris nisi aliquip commodo consequat duis
        aute irure
        """,
    "cy": """y yr a i o yn ar at gan am wedi ei eu ein bod mae gyda neu hefyd eich gwaith blwyddyn""",
    "ga": """an na agus ar le do i ag go is sa ó faoi atá bhfuil nó seo sin obair bliain""",
    "is": """og að í er á sem við um með til fyrir en ekki þú við eru hefur frá eða hjá okkar starf ár""",
    "af": """die en van is vir met nie wat om te in op aan ons jy jou sal word of ook deur werk jaar""",
    "eu": """eta da du ez bat hau izan dute egin dira edo baina gure zure lan urte""",
    "gl": """
        o a os as un unha de do da dos das e en no na con por para que se é son máis pero tamén anos
        """,
}  # fmt: skip

# Words that stand in nearly every posting; they count half.
POSTING_WORDS: dict[str, str] = {
    "en": """
        ability able account accounts accounting administrative answer apply application assigned assist assistant
        background based benefits bill billing business calls candidate candidates care check clean client clients
        communication company complete computer coordinate create customer customers daily data degree deliver
        department design develop development diploma duties education employee employees employer employment
        ensure environment equal equipment equivalent essential excellent experience experienced field file files
        following food general health high hire hiring information insurance issues job join knowledge lead level
        license lift list maintain manage management manager meet meetings monthly office open operate operations
        opportunity order orders paid parts patient patients pay payment payments people perform performance
        personnel phone phones plan plans policies policy position post prepare preferred problem procedures
        process processes product production products program project projects provide quality receive record
        records related repair report reporting reports required requirements responsible responsibilities review
        role safety salary sales schedule school send service services shift skills software staff standards store
        strong submit supervisor supplies support system systems tasks team technical test tools track train
        training travel valid weekly write written
        """,
    "es": """
        experiencia trabajo empresa equipo requisitos puesto funciones responsabilidades conocimientos habilidades
        cliente clientes ventas servicio atención salario beneficios ofrecemos buscamos persona personal área
        manejo realizar apoyar contestar llamadas limpieza licencia disponibilidad turno sueldo tiempo completo
        parcial seguridad capacitación contratación idioma español inglés bachillerato escuela vacante únete
        """,
    "fr": """
        expérience entreprise équipe poste profil missions compétences connaissances client clients recherche
        recherchons formation diplôme travail responsable gestion salaire avantages maîtrise langue française
        anglais candidature contrat emploi assurer rejoignez participer
        """,
    "de": """
        erfahrung berufserfahrung aufgaben kenntnisse unternehmen mitarbeiter team stelle anforderungen bewerbung
        ausbildung abgeschlossene arbeit kunden kundenservice gehalt bieten suchen deutsch englisch vollzeit
        teilzeit verantwortung bereich führung arbeitszeiten urlaub
        """,
    "it": """
        esperienza azienda lavoro requisiti competenze conoscenza clienti cliente ricerchiamo offriamo candidato
        risorsa attività contratto diploma laurea gestione settore sede
        """,
    "pt": """
        experiência empresa trabalho equipe requisitos vaga conhecimento conhecimentos clientes cliente salário
        benefícios buscamos oferecemos atividades responsabilidades formação ensino superior área desejável
        """,
    "nl": """
        ervaring bedrijf werkzaamheden functie eisen kennis klanten klant team salaris bieden zoeken opleiding
        vacature collega collega's werken taken verantwoordelijk
        """,
    "sv": """
        erfarenhet arbete företag tjänst kunskap kunder utbildning arbetsuppgifter lön söker erbjuder
        """,
    "da": """erfaring arbejde virksomhed stilling viden kunder uddannelse opgaver løn søger tilbyder""",
    "no": """erfaring arbeid bedrift stilling kunnskap kunder utdanning oppgaver lønn søker tilbyr""",
    "pl": """
        doświadczenie praca pracy firma zespół wymagania obowiązki znajomość klientów oferujemy poszukujemy
        wykształcenie wynagrodzenie stanowisko
        """,
}  # fmt: skip

# Endings of long words, and what they speak for; they count half.
ENDINGS: tuple[tuple[str, str], ...] = (
    ("ing", "en"), ("ness", "en"), ("ship", "en"), ("ful", "en"), ("able", "en"), ("ly", "en"), ("ed", "en"),
    ("'s", "en"), ("ción", "es"), ("ciones", "es"), ("sión", "es"), ("mente", "es"), ("idad", "es"),
    ("idades", "es"), ("ção", "pt"), ("ções", "pt"), ("dade", "pt"), ("dades", "pt"), ("mente", "pt"),
    ("zione", "it"), ("zioni", "it"), ("mente", "it"), ("ità", "it"), ("menti", "it"), ("ung", "de"),
    ("ungen", "de"), ("keit", "de"), ("heit", "de"), ("lich", "de"), ("lichen", "de"), ("schaft", "de"),
    ("ité", "fr"), ("ités", "fr"), ("eux", "fr"), ("euse", "fr"), ("elle", "fr"), ("elles", "fr"), ("ez", "fr"),
    ("heid", "nl"), ("lijk", "nl"), ("lijke", "nl"), ("ingen", "nl"), ("ować", "pl"), ("ych", "pl"),
    ("anie", "pl"), ("ości", "pl"),
)  # fmt: skip
ENDING_LEAST = 5

# Scripts other than Latin: ranges of letters and the language that they speak for.
SCRIPTS: tuple[tuple[int, int, str], ...] = (
    (0x0370, 0x03FF, "el"), (0x1F00, 0x1FFF, "el"), (0x0400, 0x052F, "ru"), (0x0530, 0x058F, "hy"),
    (0x0590, 0x05FF, "he"), (0x0600, 0x06FF, "ar"), (0x0750, 0x077F, "ar"), (0xFB50, 0xFDFF, "ar"),
    (0xFE70, 0xFEFF, "ar"), (0x0900, 0x097F, "hi"), (0x0980, 0x09FF, "bn"), (0x0A00, 0x0A7F, "pa"),
    (0x0A80, 0x0AFF, "gu"), (0x0B80, 0x0BFF, "ta"), (0x0C00, 0x0C7F, "te"), (0x0C80, 0x0CFF, "kn"),
    (0x0D00, 0x0D7F, "ml"), (0x0D80, 0x0DFF, "si"), (0x0E00, 0x0E7F, "th"), (0x0E80, 0x0EFF, "lo"),
    (0x1000, 0x109F, "my"), (0x10A0, 0x10FF, "ka"), (0x1200, 0x137F, "am"), (0x1780, 0x17FF, "km"),
    (0x1100, 0x11FF, "ko"), (0xAC00, 0xD7AF, "ko"), (0x3040, 0x30FF, "ja"), (0x31F0, 0x31FF, "ja"),
    (0x3400, 0x9FFF, "zh"), (0xF900, 0xFAFF, "zh"), (0x20000, 0x2FA1F, "zh"),
)  # fmt: skip
# Letters that decide within a script: (language of the script, letters, language they speak for).
LETTERS: tuple[tuple[str, str, str], ...] = (
    ("ru", "іїєґ", "uk"),
    ("ru", "ђјљњћџ", "sr"),
    ("ar", "پچژگ", "fa"),
)
